import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { isUserMistake } from "../../src/cli/user-mistake.js";
import { environmentSpec, findEnvironment } from "../../src/experiment/environments.js";
import type { ComparisonResults } from "../../src/experiment/results.js";
import { temporaryFolder } from "../experiment/tiny.js";
import { type Finished, finished, start } from "./creditgym.js";

/** A user's folder, far from this project, where packages are installed. */
const folder = temporaryFolder();
const fixtures = join(import.meta.dirname, "../fixtures");
const run = (...args: readonly string[]): Promise<Finished> => finished(start(args, folder));
const check = (id: string, ...args: readonly string[]): Promise<Finished> =>
  run("envs", "--check", id, ...args);

function write(path: string, content: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

async function compare(...args: readonly string[]): Promise<ComparisonResults["trials"]> {
  const { code, stdout, stderr } = await run("compare", ...args, "--workers", "2", "--json", "--quiet");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return (JSON.parse(stdout) as ComparisonResults).trials;
}

beforeAll(() => {
  const npm = (...args: string[]) => execFileSync("npm", args, { cwd: folder, stdio: "ignore" });
  npm("pack", "--pack-destination", folder, join(fixtures, "plug-ins/package"));
  write("package.json", '{ "private": true }');
  npm("install", "--offline", "--no-audit", "--no-fund", "./example-walks-1.2.3.tgz");

  write("node_modules/ts-walks/package.json", '{ "type": "module", "exports": "./main.ts" }');
  write(
    "node_modules/ts-walks/main.ts",
    `import { type Env, CartPoleEnv, register } from "gymnasium-js";
     const entryPoint = (): Env => new CartPoleEnv();
     register({ id: "TsPole-v0", entryPoint, maxEpisodeSteps: 20 });`,
  );
  write("node_modules/cjs-walks/package.json", '{ "main": "main.cjs" }');
  write("node_modules/cjs-walks/main.cjs", 'exports.Pole = require("gymnasium-js").CartPoleEnv;');
  write("node_modules/broken-walks/package.json", '{ "main": "main.cjs" }');
  write("node_modules/broken-walks/main.cjs", 'throw new Error("not today");');
});

describe("an installed package", () => {
  it.each([
    "@example/walks:Example/Walk-v0",
    "@example/walks:Example/Walk",
    "@example/walks:Walk",
    "ts-walks:TsPole-v0",
    "cjs-walks:Pole",
  ])("gives %s, which holds every check", async (id) => {
    expect(await check(id)).toEqual({ code: 0, stdout: `${id}: every check holds.\n`, stderr: "" });
  });

  it("has its time limits and arguments in worker threads", async () => {
    const budget = ["--rules", "reinforce", "--seeds", "2", "--episodes", "20"];
    const env = ["--env", "@example/walks:Example/Walk-v0", "--env", "@example/walks:Example/Walk"];
    const trials = await compare(...env, ...budget);
    expect(trials.map(({ env: id, status }) => `${id} ${status}`)).toEqual([
      ...Array(2).fill("@example/walks:Example/Walk-v0 done"),
      ...Array(2).fill("@example/walks:Example/Walk done"),
    ]);
    // The older version's walk goes further, and its limit is 50 steps, not 30.
    for (const { steps, episodes } of trials) expect(steps / episodes).toBeLessThanOrEqual(50);
    expect(trials[0]!.steps).toBeGreaterThan(trials[2]!.steps);
  });

  it("is found from an experiment's file, with arguments and settings by its id", async () => {
    write(
      "experiments/walks.ts",
      `import { defineExperiment } from "creditgym";
       const id = "@example/walks:Walk";
       export default defineExperiment({
         name: "walks",
         environments: [{ id, kwargs: { end: 4.5 }, maxEpisodeSteps: 7 }],
         rules: ["reinforce"], seeds: 1, budget: { episodes: 3 },
         perEnvironment: { [id]: { batch: 2, budget: { episodes: 4 } } },
       });`,
    );
    const trials = await compare("experiments/walks.ts");
    expect(trials).toEqual([expect.objectContaining({ status: "done", episodes: 4, steps: 28 })]);
  });

  it.each([
    ["@example/walks", "which is a package: allowed is @example/walks:NAME for what it exports or registers"],
    ["@example/walks:Example/Walk-v1", "this version is deprecated: use Example/Walk-v2."],
    [
      "@example/walks:Example/Run",
      "neither exports nor registers Example/Run; allowed is one of Walk, Example/W",
    ],
    ["@example/walks:", "has no default export; allowed is one of Walk, Example/Walk-v0, Example/Walk-v2"],
    ["@example/runs:Run", "there is no package @example/runs to be imported from"],
    ["broken-walks:Any", "cannot be loaded: not today"],
  ])("refuses %s in one sentence", async (id, sentence) => {
    const found = async () => environmentSpec(findEnvironment(id, folder));
    await expect(found()).rejects.toThrow(sentence);
    await expect(found()).rejects.toSatisfy(
      (error: Error) => isUserMistake(error) && !/\n/.test(error.message),
    );
  });

  it("is refused before anything is trained", async () => {
    const { code, stdout, stderr } = await run("compare", "--env", "@example/walks:Run", "--episodes", "1");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("neither exports nor registers Run");
  });
});

describe("envs --check --trajectory", () => {
  const recorded = join(fixtures, "gymnasium/cartpole.json");

  it("replays a recording against a module", async () => {
    write("pole.ts", 'export { CartPoleEnv as default } from "gymnasium-js";');
    const { code, stdout } = await check("./pole.ts", "--trajectory", recorded, "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ mismatches: 0 });
    expect(JSON.parse(stdout).steps).toBeGreaterThan(100);
  });

  it("counts what differs", async () => {
    write(
      "heavy.ts",
      `import { CartPoleEnv } from "gymnasium-js";
       export default class extends CartPoleEnv {
         override step(action: number) {
           return { ...super.step(action), reward: 2 };
         }
       }`,
    );
    const { code, stdout } = await check("./heavy.ts", "--trajectory", recorded, "--json");
    expect(code).toBe(1);
    expect(JSON.parse(stdout).mismatches).toBe(JSON.parse(stdout).steps);
  });

  it("says that a module cannot be put into recorded states", async () => {
    write("walk.ts", readFileSync(join(fixtures, "plug-ins/walk.ts"), "utf8"));
    const { code, stderr } = await check("./walk.ts", "--trajectory", recorded);
    expect(code).toBe(2);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });
});
