import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

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

test.each([
  ["./corridors.ts", "has no default export; allowed is one of icy, short"],
  ["./corridors.ts:shrot", "neither exports nor registers shrot; allowed is one of icy, short"],
  ["corridor-gym:Coin-v1", "neither exports nor registers Coin-v1; allowed is one of Coin-v0"],
  ["no-such-gym:Coin-v0", "there is no package no-such-gym to be imported from"],
])("%s is refused in one sentence", (id, sentence) => {
  let thrown: { readonly status?: number; readonly stderr?: string } = {};
  try {
    creditgym("envs", "--check", id);
  } catch (error) {
    thrown = error as typeof thrown;
  }
  expect(thrown.status).toBe(2);
  expect(thrown.stderr).toContain(sentence);
  expect(thrown.stderr!.trim().split("\n")).toHaveLength(1);
});

test("the table of mistakes names rules that findings have", () => {
  const source = ["check-results", "check-single", "check-env", "check-space", "check-vector"]
    .map((name) => readFileSync(join(root, `envs/gymnasium-js/src/checker/${name}.ts`), "utf8"))
    .join("\n");
  const table = guide.slice(guide.indexOf("| Mistake"));
  const rules = [...table.matchAll(/^\|[^|]+\| ([^|]+)\|/gm)].flatMap(([, cell]) =>
    [...cell!.matchAll(/`([^`]+)`/g)].map(([, rule]) => rule!),
  );
  expect(rules.length).toBeGreaterThan(12);
  for (const rule of rules) expect(source).toContain(`"${rule}"`);
});
