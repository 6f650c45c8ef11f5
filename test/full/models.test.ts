import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { finished, start } from "../cli/creditgym.js";
import { put } from "../experiment/models/modules.js";
import { temporaryFolder } from "../experiment/tiny.js";
import { installedEngines } from "./installed-engines.js";

const cwd = temporaryFolder();
const env = { ...process.env, CREDITGYM_CACHE: await installedEngines() };
const creditgym = (...args: readonly string[]) => finished(start(args, cwd, env));

put(
  cwd,
  "convolution.ts",
  `import { defineModel, initialiseModel } from "creditgym/tensorflow";
   export default defineModel(({ tf, seed, inputs, outputs }) => {
     const model = tf.sequential();
     model.add(tf.layers.reshape({ targetShape: [2, inputs / 2, 1], inputShape: [inputs] }));
     model.add(tf.layers.conv2d({ filters: 4, kernelSize: 2, activation: "relu" }));
     model.add(tf.layers.flatten());
     model.add(tf.layers.dense({ units: outputs }));
     initialiseModel(tf, model, seed);
     return model;
   });`,
);
put(
  cwd,
  "convolutions.ts",
  `import { defineExperiment } from "creditgym";
   export default defineExperiment({
     name: "convolutions", environments: ["CartPole-v1"], rules: ["backprop"], seeds: 2, budget: { steps: 2000 },
     evaluation: { episodes: 2 },
     agent: { model: "./convolution.ts", rates: [0.01], critic: { hidden: [8], rates: [0.01, 0.01] } },
   });`,
);

/** What equal runs have equal. */
function filesOf(folder: string): Record<string, string> {
  const root = join(cwd, folder, "trials");
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.name !== "timing.json",
  );
  return Object.fromEntries(
    files.map(({ parentPath, name }) => [
      join(parentPath, name).slice(root.length),
      readFileSync(join(parentPath, name), "base64"),
    ]),
  );
}

test("convolutions of an experiment train on the native addon in one worker as in two, go on after they were killed, and play", async () => {
  const compare = ["compare", "convolutions.ts", "--quiet"];
  const two = await creditgym(...compare, "--workers", "2", "--out", "two");
  expect(two).toMatchObject({ code: 0 });
  expect(JSON.parse(readFileSync(join(cwd, "two/experiment.json"), "utf8"))).toMatchObject({
    ...{ engine: "tf", backend: "tfjs-node-gpu" },
    arms: [{ models: { actor: { id: "./convolution.ts" } } }],
  });
  const files = filesOf("two");
  expect(Object.keys(files).length).toBeGreaterThan(2 * 4);
  const child = start([...compare, "--workers", "1", "--resume", "one"], cwd, env);
  const ended = finished(child);
  const saved = join(cwd, "one/trials/CartPole-v1/backprop/2/checkpoint.safetensors");
  while (!existsSync(saved) && child.exitCode === null) await setTimeout(20);
  child.kill("SIGKILL");
  await ended;
  expect(await creditgym("compare", "--resume", "one", "--quiet")).toMatchObject({ code: 0 });
  expect(filesOf("one")).toEqual(files);
  const played = await creditgym("evaluate", "one", "--episodes", "2", "--json");
  expect(JSON.parse(played.stdout).evaluations).toHaveLength(2);
  // Where there is nothing but tfjs-wasm, which cannot derive convolutions.
  const elsewhere = await finished(
    start(["evaluate", "one", "--episodes", "2", "--json"], cwd, {
      ...env,
      CREDITGYM_CACHE: join(cwd, "none"),
    }),
  );
  expect(elsewhere.stderr).toContain(
    "trained on tfjs-node-gpu, which cannot be loaded here: played on tfjs-wasm",
  );
  expect(JSON.parse(elsewhere.stdout).evaluations).toMatchObject([{ status: "done" }, { status: "done" }]);
});
