import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { type Finished, finished, start } from "../cli/creditgym.js";
import { temporaryFolder } from "../experiment/tiny.js";
import { installedEngines } from "./installed-engines.js";

const cwd = temporaryFolder();
const rates = "[0.001,0.001,0.001]";
const RUN = [
  ...["compare", "--env", "CartPole-v1", "--rules", "weight-max", "--seeds", "2", "--steps", "2048"],
  ...["--set", "agent.hidden=[512,512]", "--set", `agent.rates=${rates}`, "--set", "batch=1024"],
  ...["--set", "agent.critic.hidden=[512,512]", "--set", `agent.critic.rates=${rates}`],
  ...["--set", "agent.critic.lambda=0", "--workers", "1", "--quiet"],
];
const run = (cache: string, ...more: readonly string[]): Promise<Finished> =>
  finished(start([...RUN, ...more], cwd, { ...process.env, CREDITGYM_CACHE: cache }));
const plan = (folder: string) => JSON.parse(readFileSync(join(cwd, folder, "experiment.json"), "utf8"));

it("auto trains wide networks with many rows on TensorFlow's library where it is there, and goes on with it", async () => {
  const cache = await installedEngines();
  expect(await run(cache, "--out", "with")).toMatchObject({ code: 0 });
  expect(plan("with")).toMatchObject({ engine: "tf", backend: expect.stringMatching(/^tfjs-node/) });
  expect(await run(cache, "--resume", "with")).toMatchObject({ code: 0 });
}, 900_000);

it("auto trains them on wasm where it is not, or where they are small", async () => {
  const cache = await installedEngines();
  expect(await run(join(cwd, "nothing"), "--out", "without")).toMatchObject({ code: 0 });
  expect(plan("without").engine).toBe("wasm");
  expect(plan("without").backend).toBeUndefined();
  expect(await run(cache, "--out", "small", "--set", "batch=32")).toMatchObject({ code: 0 });
  expect(plan("small").engine).toBe("wasm");
}, 900_000);
