import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  Box,
  Dict,
  Discrete,
  Graph,
  MultiBinary,
  MultiDiscrete,
  make,
  OneOf,
  Sequence,
  type Space,
  Text,
  Tuple,
} from "gymnasium-js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AgentConfigError } from "../../agents/errors.js";
import { featuresOf } from "../../agents/observations/features.js";

const root = join(import.meta.dirname, "../..");
const guide = readFileSync(join(root, "docs/environments.md"), "utf8");
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(root, "test/docs/environments-"));
  for (const [, name, code] of guide.matchAll(/```[jt]s\n\/\/ (\S+)\n(.*?)```/gs)) {
    mkdirSync(dirname(join(folder, name!)), { recursive: true });
    writeFileSync(join(folder, name!), code!);
  }
  const manifest = { name: "corridor-gym", type: "module", exports: { import: "./index.js" } };
  writeFileSync(join(folder, "node_modules/corridor-gym/package.json"), JSON.stringify(manifest));
});

afterAll(() => rmSync(folder, { recursive: true }));

function creditgym(...args: string[]): string {
  return execFileSync(process.execPath, [join(root, "dist/src/cli/main.js"), ...args], {
    ...{ cwd: folder, encoding: "utf8" },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** What a command says that exits with an error. */
function refused(...args: string[]): {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
} {
  try {
    creditgym(...args);
  } catch (error) {
    return error as ReturnType<typeof refused>;
  }
  throw new Error(`creditgym ${args.join(" ")} did not fail`);
}

interface Trial {
  readonly env: string;
  readonly status: string;
  readonly episodes: number;
  readonly finalReturn: number;
}

/** Trains in two workers, which load the modules anew. */
function trials(...args: string[]): readonly Trial[] {
  return JSON.parse(creditgym("compare", ...args, "--workers", "2", "--json")).trials;
}

test("every environment of the guide passes every check", () => {
  for (const id of [
    "./corridor.ts",
    "./corridors.ts:short",
    "./corridors.ts:icy",
    "./hasty.ts",
    "./corridor-vector.ts:Corridor-v0",
    "./drawn-corridor.ts",
    "corridor-gym:Coin-v0",
  ]) {
    expect(creditgym("envs", "--check", id)).toContain("every check holds");
  }
});

test("the corridor is learned", () => {
  const own = trials("--env", "./corridor.ts", "--rules", "backprop", "--seeds", "2", "--episodes", "200");
  for (const { finalReturn } of own) expect(finalReturn).toBeGreaterThan(0.7);
});

test("the experiment, the named exports and the package run in workers", () => {
  const runs = [
    ...trials("long-corridor.ts"),
    ...trials(
      "--env",
      "./corridors.ts:short",
      "--env",
      "./corridors.ts:icy",
      "--rules",
      "backprop",
      "--episodes",
      "20",
    ),
    ...trials("--env", "corridor-gym:Coin-v0", "--rules", "reinforce", "--seeds", "1", "--episodes", "100"),
  ];
  expect(runs.every(({ status }) => status === "done")).toBe(true);
  expect(new Set(runs.map(({ env }) => env)).size).toBe(4);
});

test("the guide's own checks hold, and would not for another vector form", async () => {
  await import(join(folder, "check.ts"));
  const code = readFileSync(join(folder, "corridor-vector.ts"), "utf8");
  writeFileSync(join(folder, "wrong-vector.ts"), code.replace("? 1 : -0.01", "? 1 : 2"));
  const { stdout } = refused("envs", "--check", "./wrong-vector.ts:Corridor-v0");
  expect(stdout).toContain("vector form, rewards of sub-environment 0, step 0: the vector form has 2");
});

test("the drawn corridor can be looked at, as text and as a picture that moves", async () => {
  const { default: DrawnCorridor } = await import(join(folder, "drawn-corridor.ts"));
  const texts = ["ansi", "svg"].map((renderMode) => {
    const env = make({ id: "Drawn-v0", entryPoint: (kwargs) => new DrawnCorridor(kwargs) }, { renderMode });
    env.reset({ seed: 1 });
    return env.render!();
  });
  expect(texts).toEqual([
    "o.......",
    expect.stringMatching(/^<svg [^>]*width="160" height="20".*<circle cx="10"/s),
  ]);
  const budget = ["--rules", "reinforce", "--seeds", "1", "--episodes", "20"];
  creditgym("compare", "--env", "./drawn-corridor.ts", ...budget, "--out", "drawn");
  creditgym("evaluate", "drawn", "--episodes", "1", "--max-steps", "20", "--record", "corridor.svg");
  expect(readFileSync(join(folder, "corridor.svg"), "utf8")).toMatch(/^<svg .*<animate|@keyframes/s);
});

test.each([
  ["./corridors.ts", "has no default export; allowed is one of icy, short"],
  ["./corridors.ts:shrot", "neither exports nor registers shrot; allowed is one of icy, short"],
  ["corridor-gym:Coin-v1", "neither exports nor registers Coin-v1; allowed is one of Coin-v0"],
  ["no-such-gym:Coin-v0", "there is no package no-such-gym to be imported from"],
])("%s is refused in one sentence", (id, sentence) => {
  const { status, stderr } = refused("envs", "--check", id);
  expect(status).toBe(2);
  expect(stderr).toContain(sentence);
  expect(stderr.trim().split("\n")).toHaveLength(1);
});

test("the table of spaces says what their values are, and what agents make of them", () => {
  const box = new Box(-1, 1, { shape: [2] });
  const spaces: readonly [Space, new (...args: never[]) => object][] = [
    [box, Float32Array],
    [new Discrete(3), Number],
    [new MultiDiscrete([2, 3]), Int32Array],
    [new MultiBinary(3), Int8Array],
    [new Tuple([box, new Discrete(2)]), Array],
    [new Dict({ a: box }), Object],
    [new Text(4), String],
    [new Sequence(box), Array],
    [new Graph(box, null), Object],
    [new OneOf([box, new Discrete(2)]), Array],
  ];
  const rows = guide
    .slice(guide.indexOf("| Space "), guide.indexOf("`contains`, `sample`"))
    .matchAll(/^\| `(\w+)` +\| ([^|]+) \| ([^|]+) \|$/gm);
  const cells = new Map([...rows].map(([, name, value, use]) => [name, [value!, use!] as const]));
  expect([...cells.keys()]).toEqual(spaces.map(([{ kind }]) => kind));
  let words = "";
  for (const [space, type] of spaces) {
    const sample = space.sample();
    expect(Object(sample), space.kind).toBeInstanceOf(type);
    const [value, use] = cells.get(space.kind)!;
    words += ` ${value}`;
    const learned = !/not yet|likewise/.test(use);
    if (learned) expect(featuresOf(space).size).toBeGreaterThan(0);
    else expect(() => featuresOf(space), space.kind).toThrow(AgentConfigError);
  }
  expect(words).toMatch(
    /typed array.*number.*Int32Array.*Int8Array.*array.*object.*string.*array.*nodes.*index/,
  );
});

test("the table of mistakes names rules that findings have", () => {
  const source = ["check-results", "check-single", "check-env", "check-space", "check-vector", "check-render"]
    .map((name) => readFileSync(join(root, `envs/gymnasium-js/src/checker/${name}.ts`), "utf8"))
    .join("\n");
  const table = guide.slice(guide.indexOf("| Mistake"));
  const rules = [...table.matchAll(/^\|[^|]+\| ([^|]+)\|/gm)].flatMap(([, cell]) =>
    [...cell!.matchAll(/`([^`]+)`/g)].map(([, rule]) => rule!),
  );
  expect(rules.length).toBeGreaterThan(12);
  for (const rule of rules) expect(source).toContain(`"${rule}"`);
});
