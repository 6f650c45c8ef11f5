import { describe, expect, it } from "vitest";
import { iqm, pairedDifference, seededUniform, summariseMeasure } from "../../src/statistics/index.js";

const uniform = seededUniform(2027);
const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());

/** Returns of seeds, with the mean of all that could be drawn. */
const KINDS = {
  normal: { draw: normal, mean: 0 },
  /** Log-normal: now and then a seed far above all others. */
  skewed: { draw: () => Math.exp(normal()), mean: Math.exp(0.5) },
  /** Three seeds in ten succeed. */
  bimodal: { draw: () => (uniform() < 0.3 ? 1 : 0) + 0.1 * normal(), mean: 0.3 },
};

/** Percent of intervals that hold the truth, for 5, 10 and 20 seeds: of 8000 experiments each. */
const COVERAGE = {
  normal: { mean: [84.0, 89.0, 92.5], iqm: [90.1, 92.8, 94.4], paired: [83.8, 89.7, 92.5] },
  skewed: { mean: [71.8, 81.2, 85.7], iqm: [89.7, 93.4, 94.1], paired: [81.8, 87.9, 91.3] },
  bimodal: { mean: [80.8, 90.5, 93.1], iqm: [83.5, 92.8, 93.6], paired: [80.2, 88.8, 92.7] },
} as const;

const SEEDS = [5, 10, 20];
const EXPERIMENTS = 3000;

const list = (length: number, draw: () => number): number[] => Array.from({ length }, draw);

const holds = ([low, high]: readonly [number, number], truth: number): number =>
  low <= truth && truth <= high ? 1 : 0;

describe.each(["normal", "skewed", "bimodal"] as const)("95 %% intervals of %s returns", (kind) => {
  const { draw, mean } = KINDS[kind];
  // Of a million draws, which err by about 0.001: little beside intervals of 20.
  const middle = kind === "normal" ? 0 : iqm(list(1_000_000, draw));

  it.each(SEEDS)("cover as often as the docstring says, with %i seeds", (seeds) => {
    const covered = { mean: 0, iqm: 0, paired: 0 };
    for (let experiment = 0; experiment < EXPERIMENTS; experiment++) {
      const summary = summariseMeasure(list(seeds, draw));
      covered.mean += holds(summary.meanCi95, mean);
      covered.iqm += holds(summary.iqmCi95, middle);
      // What a seed does to both rules, and more than the rules differ by, cancels out.
      const differences = list(seeds, () => {
        const luck = 5 * normal();
        return luck + draw() + 0.5 - (luck + draw());
      });
      covered.paired += holds(pairedDifference(differences).ci95, 0.5);
    }
    for (const measure of ["mean", "iqm", "paired"] as const) {
      const expected = COVERAGE[kind][measure][SEEDS.indexOf(seeds)]! / 100;
      const measured = covered[measure] / EXPERIMENTS;
      // Four standard errors of both, and half of the last digit.
      const error = Math.sqrt(expected * (1 - expected) * (1 / EXPERIMENTS + 1 / 8000));
      expect(Math.abs(measured - expected), `${measure}: ${measured}`).toBeLessThanOrEqual(
        4 * error + 0.0005,
      );
    }
  });
});
