import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it, vi } from "vitest";
import type { EvaluationPoint } from "../../../src/experiment/probes/lines.js";
import type { ComparisonResults } from "../../../src/experiment/results.js";
import { fixed, withInterval } from "../../../src/report/numbers.js";
import { mean } from "../../../src/statistics/index.js";
import { creditgym } from "../../cli/creditgym.js";
import { temporaryFolder } from "../tiny.js";
import { all, pageOf, text } from "./read-report.js";

const root = temporaryFolder();
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const RULES = ["backprop", "output-only"];
const SEEDS = [1, 2, 3];
const ENVIRONMENTS = ["class-mixtures", "digits"].flatMap((family) => [
  `${family}/training`,
  `${family}/held-out`,
]);
let results: ComparisonResults;
let page: Document;

beforeAll(async () => {
  const settings = ["evaluation.episodes=20", "evaluation.points=2"].flatMap((one) => ["--set", one]);
  const flags = ["--rules", RULES.join(), "--seeds", "3", "--steps", "640", ...settings, "--out", root];
  const { code, stdout, stderr } = await creditgym("compare", "unseen-classification", ...flags, "--json");
  if (code !== 0) throw new Error(stderr);
  results = JSON.parse(stdout) as ComparisonResults;
  page = pageOf(root, "report", "index.html");
});

/** The last line of a trial's evaluations. */
function last(env: string, rule: string, seed: number): EvaluationPoint {
  const folder = join(root, "trials", env.replace("/", "_"), rule, String(seed));
  const lines = readFileSync(join(folder, "evaluation.jsonl"), "utf8").trim().split("\n");
  expect(lines).toHaveLength(2);
  return JSON.parse(lines.at(-1)!) as EvaluationPoint;
}

it("results tell each trial's scores against labels, and each arm's", () => {
  for (const env of ENVIRONMENTS) {
    for (const rule of RULES) {
      const points = SEEDS.map((seed) => last(env, rule, seed));
      const trials = results.trials.filter((trial) => trial.env === env && trial.rule === rule);
      expect(trials.map(({ labels }) => labels!.evaluation!.logLoss)).toEqual(
        points.map(({ logLoss }) => logLoss),
      );
      const { labels } = results.arms.find((arm) => arm.env === env && arm.rule === rule)!;
      expect(labels!.evaluation!.accuracy.mean).toBe(mean(points.map(({ accuracy }) => accuracy!)));
      expect(labels!["training set"]!.logLoss.mean).toBe(
        mean(points.map(({ also }) => also!["training set"]!.logLoss!)),
      );
    }
  }
});

it("the report has them in tables and figures", () => {
  const markdown = text(root, "report", "comparison.md");
  for (const env of ENVIRONMENTS) {
    for (const rule of RULES) {
      const { labels } = results.arms.find((arm) => arm.env === env && arm.rule === rule)!;
      for (const [name, { accuracy, logLoss }] of Object.entries(labels!)) {
        const row = markdown
          .split("\n")
          .map((line) => line.split("|").map((cell) => cell.trim()))
          .find(
            (cells) =>
              cells[1] === rule && cells[2] === name && cells[3]!.startsWith(fixed(accuracy.mean, 3)),
          );
        expect(row?.[5], `${env} ${rule} ${name}`).toBe(
          `${fixed(logLoss.mean, 3)} ± ${fixed(logLoss.std, 3)}`,
        );
        expect(all(page, "td")).toContain(row![5]);
      }
    }
  }
  const unseen = page.querySelector("#unseen-tasks") as unknown as Document;
  for (const { family, rules, heldOutComparisons } of results.families!) {
    expect(all(unseen, "h3")).toEqual(
      expect.arrayContaining([`Labels: ${family}`, `Labels, rule against rule on held-out tasks: ${family}`]),
    );
    const { labels } = heldOutComparisons[0]!;
    const scores = (rule: string) => SEEDS.map((seed) => last(`${family}/held-out`, rule, seed));
    const [a, b] = RULES.map(scores);
    const { mean: loss, seeds } = labels!["training set"]!.logLoss;
    expect(seeds).toBe(3);
    const losses = a!.map(
      (own, k) => own.also!["training set"]!.logLoss! - b![k]!.also!["training set"]!.logLoss!,
    );
    expect(loss).toBeCloseTo(mean(losses), 12);
    expect(labels!.evaluation!.accuracy.mean).toBeCloseTo(
      mean(a!.map(({ accuracy }, k) => accuracy! - b![k]!.accuracy!)),
      12,
    );
    const accuracy = rules[0]!.heldOut!.labels!.evaluation!.accuracy;
    expect(all(unseen, "td")).toEqual(
      expect.arrayContaining([
        withInterval(accuracy.mean, accuracy.ci95),
        withInterval(loss, labels!["training set"]!.logLoss.ci95),
      ]),
    );
  }
  expect(unseen.textContent).toContain('20 episodes, with {"set":"test"}; also training set');
  expect(all(page, "h3").filter((heading) => heading === "Labels, in numbers")).toHaveLength(4);
  const figures = all(page, "figcaption b").filter((heading) => heading.startsWith("Labels"));
  const own = ["evaluation", "training set"].flatMap((name) => [
    `Labels, ${name}: accuracy.`,
    `Labels, ${name}: log loss.`,
  ]);
  expect(figures).toEqual(ENVIRONMENTS.flatMap(() => own));
  expect(page.body.textContent).toContain('with {"set":"test"}; also training set, with {"set":"training"}');
});
