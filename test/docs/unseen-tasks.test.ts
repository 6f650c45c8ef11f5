import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { BanditModel, type BanditTask, type Split, taskFamily } from "../../envs/families/index.js";
import { readRun } from "../../src/experiment/store/read-run.js";
import { fixed, intervalText } from "../../src/report/index.js";
import { pairedDifference } from "../../src/statistics/index.js";
import { direction, norm, type Share } from "../envs/families/frozen-features.js";

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });
const root = join(import.meta.dirname, "../..");
const [guide] = readFileSync(join(root, "docs/unseen-tasks.md"), "utf8")
  .split("## Where the hidden layer must learn\n")[1]!
  .split("\n## ") as [string];
const folder = mkdtempSync(join(root, "test/docs/unseen-tasks-"));
const SPLITS = ["training", "held-out"] as const;

/** Cells of the guide's tables, without padding. */
const rowsOf = (text: string): string[][] =>
  text
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.split("|").map((cell) => cell.trim()))
    .map((row) => row.slice(1, -1));
const rows = rowsOf(guide);
const told = ({ mean, ci95 }: Share): string => `${fixed(mean, 3)} ${intervalText(ci95, 3)}`;

/** Whether rows tell the same; numbers to so much, for other versions of V8 round otherwise. */
function expectRows(
  found: readonly (readonly string[])[],
  expected: readonly (readonly string[])[],
  most: number,
) {
  const number = /-?\d\.\d+/g;
  const shape = (table: readonly (readonly string[])[]) =>
    table.map((row) => row.map((cell) => cell.replaceAll(number, "#")));
  expect(shape(found)).toEqual(shape(expected));
  const numbers = (table: readonly (readonly string[])[]) =>
    table.flat().join(" ").match(number)!.map(Number);
  const isNear = numbers(found).every((value, k) => Math.abs(value - numbers(expected)[k]!) <= most);
  // As a whole, so that a failure shows what the guide is to say.
  if (!isNear) expect(found).toEqual(expected);
}

beforeAll(() => {
  for (const [, name, code] of guide.matchAll(/```ts\n\/\/ (\S+)\n(.*?)```/gs)) {
    writeFileSync(join(folder, name!), code!);
  }
});

afterAll(() => rmSync(folder, { recursive: true }));

test("what fixed features can get is what the guide says", () => {
  const [, command] = /^node (scripts\/\S+\.js)$/m.exec(guide)!;
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, command!)], {
    encoding: "utf8",
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expectRows(rows.slice(0, 3), rowsOf(stdout), 0.001);
});

/** What the oracle gets on average, beyond the mean of all arms, which is 0 over contexts. */
function optimum(family: string, split: Split, seed: number): number {
  const task = taskFamily(family).sample(split, seed, 1)[0] as BanditTask;
  if (task.form === "linear") return (task.scale * norm(direction(task))) / Math.sqrt(2 * Math.PI);
  const model = new BanditModel(task);
  const env = taskFamily(family).makeVec(Array(2000).fill(task));
  const { observations } = env.reset({ seed: 1 }) as { readonly observations: Float32Array };
  let sum = 0;
  for (let i = 0; i < 2000; i++) {
    sum += Math.max(...model.means(observations.subarray(i * task.contextSize, (i + 1) * task.contextSize)));
  }
  return (task.scale * sum) / 2000;
}

test("the commands give the figures of the guide", () => {
  const program = JSON.stringify(join(root, "dist/src/cli/main.js"));
  const commands = [...guide.matchAll(/```sh\n(.*?)```/gs)]
    .flatMap(([, block]) => block!.trim().split("\n"))
    .filter((line) => line.startsWith("creditgym "));
  expect(commands).toHaveLength(2);
  const runs = commands.map((command) => {
    const line = `${command.replace(/^creditgym/, `node ${program}`)} --quiet`;
    const { status, stderr } = spawnSync("sh", ["-c", line], { cwd: folder, encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    return readRun(join(folder, /--out (\S+)/.exec(command)![1]!));
  });
  const families = ["contextual-bandit-wide", "contextual-bandit-even"];
  const measured = families.flatMap((family) =>
    SPLITS.map((split) => {
      const [all, alone] = runs.map(({ trials }) =>
        trials
          .filter(({ arm }) => arm.env === `${family}/${split}`)
          .map(({ seed, status }) => status!.averageReturn! / optimum(family, split, seed)),
      );
      const difference = pairedDifference(all!.map((value, k) => value - alone![k]!));
      return [
        `\`${family}\``,
        split,
        ...[pairedDifference(all!), pairedDifference(alone!), difference].map(told),
      ];
    }),
  );
  expectRows(rows.slice(3), measured, 0.01);
});
