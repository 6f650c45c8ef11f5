import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import unseenClassification from "../../experiments/unseen-classification.js";
import type { ComparisonResults } from "../../src/experiment/results.js";
import { readTopDownFile } from "../../src/experiment/top-down-file.js";
import { creditgym } from "../cli/creditgym.js";

const root = join(import.meta.dirname, "../..");
const [guide] = readFileSync(join(root, "docs/unseen-tasks.md"), "utf8")
  .split("## Classification\n")[1]!
  .split("\n## ") as [string];
const folder = mkdtempSync(join(root, "test/docs/unseen-classification-"));
const FAMILIES = ["class-mixtures", "digits"];
const SPLITS = ["training", "held-out"];
const TASKS = 10;

afterAll(() => rmSync(folder, { recursive: true }));

/** A mean and its interval, from a cell of a table. */
const cell = (text: string): number[] => text.match(/-?\d+\.\d+/g)!.map(Number);

/** The rows of the table of a family, without padding. */
const rowsOf = (family: string): string[][] =>
  guide
    .split(`<!-- labels unseen-classification ${family} -->`)[1]!
    .split("<!-- end -->")[0]!
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .slice(2)
    .map((line) => line.split("|").map((own) => own.trim()))
    .map((row) => row.slice(1, -1));

test("its tables have every rule on the tasks of both splits", () => {
  const expected = unseenClassification.rules!.flatMap((rule) => SPLITS.map((split) => [rule, split]));
  for (const family of FAMILIES) {
    expect(rowsOf(family).map((row) => row.slice(0, 2))).toEqual(expected);
  }
});

test("its figures are near those of other tasks than it has", { timeout: 300_000 }, async () => {
  const seeds = Array.from({ length: TASKS }, (_, k) => 2001 + k);
  const { code, stdout, stderr } = await creditgym(
    ...["compare", "unseen-classification", "--rules", "tdca,backprop", "--seed-list", seeds.join()],
    ...["--json", "--quiet", "--out", folder],
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const { arms } = JSON.parse(stdout) as ComparisonResults;
  expect(arms).toHaveLength(8);
  for (const { env, rule, labels } of arms) {
    const [family, split] = env.split("/");
    const row = rowsOf(family!).find(([own, tasks]) => own === rule && tasks === split)!;
    const { evaluation, "training set": training } = labels!;
    const measured = [
      [evaluation!.accuracy, 3],
      [training!.logLoss, 4],
      [evaluation!.logLoss, 5],
    ] as const;
    for (const [{ mean, std }, column] of measured) {
      // Five standard errors of the mean over so few tasks.
      const [told] = cell(row[column]!);
      expect(Math.abs(mean - told!), `${env} ${rule} ${mean}`).toBeLessThan((5 * std) / Math.sqrt(TASKS));
    }
  }
});

test("its networks were evolved by its commands", () => {
  for (const family of FAMILIES) {
    const { made } = readTopDownFile(join(root, `weights/${family}.safetensors`));
    expect(made).toMatchObject({
      config: { family, fitness: "auc", name: "evolve-classification", seed: 1 },
    });
  }
});
