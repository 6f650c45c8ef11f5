import { describe, expect, it } from "vitest";
import {
  differenceOfMeans,
  seededUniform,
  summarise,
  summariseFamilies,
} from "../../src/statistics/index.js";
import type { TrialOutcome } from "../../src/statistics/outcome.js";

const uniform = seededUniform(7);
/** Of variance 1, roughly normal. */
const sample = (count: number, shift: number): number[] =>
  Array.from(
    { length: count },
    () => shift + Array.from({ length: 12 }, uniform).reduce((sum, one) => sum + one, -6),
  );

describe("differenceOfMeans", () => {
  it("is the difference, with the interval of two independent samples", () => {
    const [a, b] = [sample(300, 5), sample(200, 3)];
    const mean = (values: readonly number[]): number =>
      values.reduce((sum, one) => sum + one, 0) / values.length;
    const variance = (values: readonly number[]): number =>
      values.reduce((sum, one) => sum + (one - mean(values)) ** 2, 0) / values.length;
    const { value, ci95 } = differenceOfMeans(a, b);
    expect(value).toBeCloseTo(mean(a) - mean(b), 12);
    // Of large samples the bootstrap gives what the central limit theorem does: percentiles of 2000 resamples
    // have a standard error of 2.4 / √2000 = 0.05 standard errors.
    const error = Math.sqrt(variance(a) / 300 + variance(b) / 200);
    expect(Math.abs((ci95[0] - value) / error + 1.96)).toBeLessThan(0.2);
    expect(Math.abs((ci95[1] - value) / error - 1.96)).toBeLessThan(0.2);
    expect(differenceOfMeans(a, b)).toEqual({ value, ci95 });
  });

  it("does not pair: a sample less itself has an interval about 0", () => {
    const a = sample(50, 0);
    const { value, ci95 } = differenceOfMeans(a, a);
    expect(value).toBe(0);
    expect(ci95[0]).toBeLessThan(-0.2);
    expect(ci95[1]).toBeGreaterThan(0.2);
  });

  it("refuses an empty sample", () => {
    expect(() => differenceOfMeans([], [1])).toThrow(RangeError);
  });
});

describe("summariseFamilies", () => {
  const FAMILY = { family: "f", training: "f/training", heldOut: "f/held-out" };
  const trial = (
    env: string,
    rule: string,
    seed: number,
    averageReturn: number | null,
    status: TrialOutcome["status"] = "done",
  ): TrialOutcome => ({ env, rule, seed, status, averageReturn, finalReturn: averageReturn });
  const trials = [1, 2, 3, 4].flatMap((seed) => [
    trial("f/training", "a", seed, 10 * seed),
    trial("f/training", "b", seed, 5 * seed),
    trial("f/held-out", "a", seed, seed === 4 ? null : 2 * seed, seed === 4 ? "failed" : "done"),
    trial("f/held-out", "b", seed, seed),
    trial("other", "a", seed, 1000),
  ]);
  const summary = summarise(trials);

  it("has the returns of each split as the arms have them, and what is left out", () => {
    const [{ rules }] = summariseFamilies(trials, summary, [FAMILY]) as [
      ReturnType<typeof summariseFamilies>[number],
    ];
    expect(rules.map(({ rule }) => rule)).toEqual(["a", "b"]);
    const arm = summary.arms.find(({ env, rule }) => env === "f/held-out" && rule === "a")!;
    expect(rules[0]!.heldOut).toEqual({
      ...{ seeds: 3, failed: 1, unfinished: 0, mean: 4, ci95: arm.averageReturn.meanCi95 },
    });
    expect(rules[0]!.training!.mean).toBe(25);
    expect(rules[0]).not.toHaveProperty("validation");
    // Trials of the other environment count nowhere.
    expect(rules[0]!.heldOutMinusTraining).toEqual(differenceOfMeans([2, 4, 6], [10, 20, 30, 40]));
    expect(rules[1]!.heldOutMinusTraining!.value).toBe(-10);
  });

  it("compares rules on the held-out tasks that both have done", () => {
    const [{ heldOutComparisons }] = summariseFamilies(trials, summary, [FAMILY]) as [
      ReturnType<typeof summariseFamilies>[number],
    ];
    expect(heldOutComparisons).toHaveLength(1);
    expect(heldOutComparisons[0]).toMatchObject({
      a: "a",
      b: "b",
      pairedDifference: { seeds: 3, mean: 2, better: 1 },
    });
    expect(heldOutComparisons[0]).not.toHaveProperty("env");
  });

  it("leaves out what is not compared or has no trial that counts", () => {
    const [only] = summariseFamilies(trials, summary, [{ family: "f", heldOut: "f/held-out" }]);
    expect(only!.rules[0]).not.toHaveProperty("training");
    expect(only!.rules[0]).not.toHaveProperty("heldOutMinusTraining");
    const failed = trials.map((one) => ({ ...one, status: "failed" as const }));
    expect(summariseFamilies(failed, summarise(failed), [FAMILY])).toEqual([
      { family: "f", rules: [], heldOutComparisons: [] },
    ]);
  });

  it("has shares of what the best policy gets, task by task, where that is known of every task", () => {
    const [{ sharesOfOptimum }] = summariseFamilies(trials, summary, [FAMILY], (env, seed) =>
      env === "f/training" ? 20 * seed : 4 * seed,
    ) as [ReturnType<typeof summariseFamilies>[number]];
    expect(sharesOfOptimum).toEqual([
      {
        rule: "a",
        training: { seeds: 4, failed: 0, unfinished: 0, mean: 0.5, ci95: [0.5, 0.5] },
        heldOut: { seeds: 3, failed: 1, unfinished: 0, mean: 0.5, ci95: [0.5, 0.5] },
        heldOutMinusTraining: { value: 0, ci95: [0, 0] },
      },
      {
        rule: "b",
        training: { seeds: 4, failed: 0, unfinished: 0, mean: 0.25, ci95: [0.25, 0.25] },
        heldOut: { seeds: 4, failed: 0, unfinished: 0, mean: 0.25, ci95: [0.25, 0.25] },
        heldOutMinusTraining: { value: 0, ci95: [0, 0] },
      },
    ]);
    const [unknown] = summariseFamilies(trials, summary, [FAMILY], (_, seed) => (seed === 3 ? undefined : 1));
    expect(unknown).not.toHaveProperty("sharesOfOptimum");
    expect(summariseFamilies(trials, summary, [FAMILY])[0]).not.toHaveProperty("sharesOfOptimum");
  });
});
