import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Box, type Discrete, registeredSpecs, spec } from "gymnasium-js";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type ParameterRange, taskFamilies } from "../../envs/families/index.js";
import { createEnvironment } from "../../src/experiment/environments.js";
import { planExperiment } from "../../src/experiment/plan.js";
import { preflight } from "../../src/experiment/preflight.js";

const root = join(import.meta.dirname, "../..");
const guide = readFileSync(join(root, "docs/task-families.md"), "utf8");
const cells = guide
  .split("\n")
  .filter((line) => line.startsWith("| `"))
  .map((line) => line.split("|").map((cell) => cell.trim().replaceAll("`", "")))
  .map((row) => row.slice(1, -1));
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(root, "test/docs/task-families-"));
  for (const [, name, text] of guide.matchAll(/```ts\n\/\/ (\S+)\n(.*?)```/gs)) {
    writeFileSync(join(folder, name!), text!);
  }
});

afterAll(() => rmSync(folder, { recursive: true }));

test("the example plays both splits", async () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  await import(join(folder, "random-policy.ts"));
  const lines = log.mock.calls.map(([line]) => String(line));
  log.mockRestore();
  expect(lines).toEqual([
    expect.stringMatching(/^training: \d\d steps an episode$/),
    expect.stringMatching(/^held-out: \d\d steps an episode$/),
  ]);
});

test("the experiment names tasks that every rule of it can play", async () => {
  const { default: experiment } = await import(join(folder, "one-task.ts"));
  const plan = planExperiment({ experiment, directory: folder });
  await preflight(plan);
  for (const { source } of plan.arms) {
    const env = await createEnvironment(source, 2);
    await env.reset({ seed: 1 });
    await env.step(new Int32Array(2));
  }
});

/** A line for the shell, as the guide has it, with the built program. */
function run(line: string) {
  const program = JSON.stringify(join(root, "dist/src/cli/main.js"));
  return spawnSync("sh", ["-c", line.replace(/^creditgym/, `node ${program}`)], {
    cwd: folder,
    encoding: "utf8",
  });
}

const commands = [...guide.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, block]) => block!.trim().split("\n"));

test.each(commands)("%s", { timeout: 120_000 }, (command) => {
  const isPlan = command.includes("--plan");
  const { status, stdout, stderr } = run(isPlan ? command : `${command} --quiet --json`);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  if (isPlan) {
    expect(stdout).toContain(
      "Families: in each split a seed plays a task of its own, the same one with every rule",
    );
    return;
  }
  // The guide names every field.
  const { families } = JSON.parse(stdout) as { readonly families: readonly object[] };
  expect(families.length).toBeGreaterThan(0);
  const fields = new Set<string>();
  JSON.stringify(families, (key, value: unknown) => {
    if (!/^\d*$/.test(key)) fields.add(key);
    return value;
  });
  const told = guide.slice(guide.indexOf("interface FamilySummary"));
  for (const field of fields) expect(told).toMatch(new RegExp(`\\b${field}: `));
});

test("the guide's own environment can be learned, on tasks within its ranges", () => {
  const read = (path: string) => JSON.parse(readFileSync(join(folder, "channels", path), "utf8"));
  const { arms } = read("experiment.json") as { readonly arms: readonly { readonly env: string }[] };
  expect([...new Set(arms.map(({ env }) => env))]).toEqual(["channel/training", "channel/held-out"]);
  for (const env of ["channel_training", "channel_held-out"]) {
    expect(read(`trials/${env}/backprop/1/status.json`)).toMatchObject({ status: "done", episodes: 50 });
  }
});

test("there are commands", () => {
  expect(commands.length).toBeGreaterThan(3);
});

test("the table lists the families that there are, with their environments and actions", () => {
  const rows = cells.filter((row) => row.length === 4 && registeredSpecs().some(({ id }) => id === row[1]));
  expect(rows.map((row) => row[0]).sort()).toEqual(taskFamilies().map(({ id }) => id));
  for (const [id, environment, actions] of rows) {
    const family = taskFamilies().find((one) => one.id === id)!;
    expect(spec(environment!).id).toBe(family.environmentId);
    const space = family.makeVec(family.sample("training", 1, 1)).actionSpace as Discrete | Box;
    expect(`${space.kind}(${space.kind === "Discrete" ? space.n : space.size})`).toBe(actions);
  }
});

test("the table of ranges is that of the families", () => {
  const show = (value: number, key: string): string => {
    if (key !== "goalAngle") return String(value);
    const turns = Number((value / Math.PI).toFixed(6));
    return turns === 0 ? "0" : turns === 1 ? "π" : `${turns}π`;
  };
  const text = (range: ParameterRange, key: string): string => {
    if (range.kind === "boolean" || range.kind === "seed") return range.kind === "boolean" ? "either" : "any";
    return range.intervals
      .map((ends) => [...new Set(ends)].map((end) => show(end, key)).join("–"))
      .join(" or ");
  };
  const expected = new Map<string, string[]>();
  for (const { splits } of taskFamilies()) {
    expect(splits.validation).toEqual(splits.training);
    for (const [key, range] of Object.entries(splits.training)) {
      expected.set(key, [text(range, key), text(splits["held-out"][key]!, key)]);
    }
  }
  const rows = new Map(
    cells.filter(([name]) => expected.has(name!)).map(([name, , ...rest]) => [name, rest]),
  );
  expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(expected));
});
