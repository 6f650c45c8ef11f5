import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { loadExperiment } from "../../src/experiment/load-experiment.js";
import { type Finished, finished, start } from "../cli/creditgym.js";

const root = join(import.meta.dirname, "../..");
const readme = readFileSync(join(root, "README.md"), "utf8");
const blocks = [...readme.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, block]) => block!.trim().split("\n"));
/** Commands of blocks and of running text, without comments, as words. */
const commands = [
  ...blocks.map((line) => line.replace(/\s+#.*$/, "")),
  ...[...readme.replaceAll(/```.*?```/gs, "").matchAll(/`((?:npx )?creditgym [^`]+)`/g)].map(([, line]) =>
    line!.replaceAll(/\s+/g, " "),
  ),
]
  .filter((line) => /^(npx )?creditgym /.test(line))
  .map((line) => line.replace(/^(npx )?creditgym /, ""))
  .filter((line, k, all) => all.indexOf(line) === k)
  .map((line) => line.split(" "));
let folder: string;

beforeAll(async () => {
  // Within the project, so that the example finds gymnasium-js as it would next to node_modules.
  folder = mkdtempSync(join(root, "test/docs/readme-"));
  const [, coin] = /```ts\n\/\/ coin\.ts\n(.*?)```/s.exec(readme)!;
  writeFileSync(join(folder, "coin.ts"), coin!);
  writeFileSync(join(folder, "my-experiment.ts"), EXPERIMENT);
  const small = ["--rules", "reinforce", "--seeds", "1", "--episodes", "3", "--out", "DIR", "--quiet"];
  expect(await run("compare", "--env", "CartPole-v1", ...small)).toMatchObject({ code: 0 });
});

afterAll(() => rmSync(folder, { recursive: true }));

const EXPERIMENT = `import { defineExperiment } from "creditgym";
export default defineExperiment({ name: "my-experiment", environments: ["CartPole-v1"], rules: ["reinforce"], seeds: 1,
  budget: { episodes: 10 } });`;

const run = (...args: readonly string[]): Promise<Finished> => finished(start(args, folder));

/** Whether Python is needed, of which other tests see. */
const isPythons = (args: readonly string[]): boolean =>
  args[0] === "gymnasium" || args.some((word) => word.startsWith("gymnasium:") || word === "lunar-lander");

/** Whether a real run takes minutes, or goes on until it is stopped; other tests see to it. */
const isLong = (args: readonly string[]): boolean =>
  args[0] === "bench" || args[0] === "dashboard" || (args[0] === "engines" && args[1] === "install");

/** The same command, over sooner. */
function shortened(args: readonly string[]): readonly string[] {
  const [command] = args;
  if (command === "evolve" || (command === "compare" && !args.includes("--resume"))) {
    return [...args, "--plan"];
  }
  // All rules are verified elsewhere.
  if (command === "verify") return ["verify", "--rules", "reinforce"];
  return command === "evaluate" ? [...args, "--episodes", "1"] : args;
}

describe("the README's commands are accepted", () => {
  it.each(commands.filter((args) => !isPythons(args) && !isLong(args)).map((args) => [args.join(" ")]))(
    "%s",
    { timeout: 120_000 },
    async (line) => {
      const { code, stdout, stderr } = await run(...shortened(line.split(" ")));
      if (line.includes("--watch")) {
        // As far as it comes where nobody watches.
        expect(stderr).toContain("--watch is given, but standard output is no terminal");
        return;
      }
      expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).not.toBe("");
    },
  );

  it("those that need Python, or minutes: there is such a command, with such flags", async () => {
    const others = commands.filter((args) => isPythons(args) || isLong(args));
    expect(others.length).toBeGreaterThan(3);
    for (const args of others) {
      const flags = args.filter((word) => word.startsWith("--"));
      const isNested = args[0] === "gymnasium" || args[0] === "engines";
      const { code, stdout } = await run(...args.slice(0, isNested ? 2 : 1), "--help");
      expect(code).toBe(0);
      for (const flag of flags) expect(stdout, args.join(" ")).toMatch(new RegExp(`${flag}\\b`));
      const name = args[1];
      if (args[0] === "compare" && !name!.startsWith("--")) await loadExperiment(name!);
    }
  });

  it("which are those of all its blocks, and what comments say besides", async () => {
    expect(commands.length).toBeGreaterThan(15);
    const said: readonly (readonly [comment: string, args: readonly string[]])[] = [
      ["--format tensorboard                    # or csv", ["export", "DIR", "--format", "csv"]],
      ["; or --record FILE", ["evaluate", "DIR", "--episodes", "1", "--record", "FILE.gif"]],
      ["also: rules, engines", ["rules"]],
      ["also: rules, engines", ["engines"]],
    ];
    for (const [comment, args] of said) {
      expect(readme).toContain(comment);
      expect(await run(...args), args.join(" ")).toMatchObject({ code: 0 });
    }
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    expect(blocks.filter((line) => line.startsWith("npm install && npm "))).toHaveLength(2);
    expect(scripts.start).toBe("node dist/src/cli/main.js compare quickstart");
    expect(await run("compare", "quickstart", "--plan")).toMatchObject({ code: 0 });
    expect(scripts.test).toBe("vitest run");
  });
});

test("the README's environment passes every check, and can be learned", async () => {
  expect((await run("envs", "--check", "./coin.ts")).stdout).toContain("every check holds");
  const args = ["--env", "./coin.ts", "--rules", "weight-max", "--seeds", "1", "--episodes", "2000"];
  const { trials } = JSON.parse((await run("compare", ...args, "--json")).stdout);
  expect(trials[0].finalReturn).toBeGreaterThan(0.6);
});

test("the README's rule is the project's own", () => {
  const [, rule] = /```ts\n(export const reinforce.*?)```/s.exec(readme)!;
  const source = readFileSync(join(root, "agents/rules/reinforce.ts"), "utf8");
  expect(source).toContain(rule!.replaceAll(/ +\/\/ .*$/gm, ""));
});

test("the README's table lists the rules that there are", async () => {
  const { stdout } = await run("rules");
  const rules = stdout
    .trim()
    .split("\n")
    .map((line) => line.split(" ")[0]!);
  expect(rules.length).toBeGreaterThan(10);
  for (const rule of rules) expect(readme).toContain(rule.split(":")[0]);
});
