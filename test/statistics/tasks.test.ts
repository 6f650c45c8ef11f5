import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  aggregate,
  aggregates,
  averageProbabilityOfImprovement,
  bootstrap,
  bootstrapInterval,
  iqm,
  mean,
  pairedDifference,
  performanceProfile,
  probabilityOfImprovement,
  probabilityOfImprovementInterval,
  sampleEfficiencyCurve,
} from "../../src/statistics/index.js";

const score = fc.double({ noNaN: true, noDefaultInfinity: true, min: -10, max: 10 });
const runs = fc.array(score, { minLength: 1, maxLength: 9 });
const tasks = fc.array(runs, { minLength: 1, maxLength: 5 });

const RAGGED = [[0, 1], [5, 5, 5, 7], [-2]];
const NAMES = ["mean", "median", "iqm", "optimalityGap"] as const;

describe("aggregate", () => {
  it("follows the definitions where tasks differ in runs", () => {
    // Task means 0.5, 5.5, −2; all runs −2, 0, 1, 5, 5, 5, 7, of which one is cut at each end.
    expect(aggregate(RAGGED, "mean")).toBeCloseTo(4 / 3, 14);
    expect(aggregate(RAGGED, "median")).toBe(0.5);
    expect(aggregate(RAGGED, "iqm")).toBeCloseTo(16 / 5, 14);
    // Cut at 1 the task means are 0.5, 1, −2; cut at 6 they are 0.5, 5.25, −2.
    expect(aggregate(RAGGED, "optimalityGap")).toBeCloseTo(1 + 0.5 / 3, 14);
    expect(aggregate(RAGGED, "optimalityGap", 6)).toBeCloseTo(6 - 3.75 / 3, 14);
  });

  it("is that of the one list where there is one task", () => {
    fc.assert(
      fc.property(runs, (values) => {
        expect(aggregate([values], "mean")).toBeCloseTo(mean(values), 12);
        expect(aggregate([values], "median")).toBe(aggregate([values], "mean"));
        expect(aggregate([values], "iqm")).toBeCloseTo(iqm(values), 12);
        const gap = 1 - mean(values.map((value) => Math.min(value, 1)));
        expect(aggregate([values], "optimalityGap")).toBeCloseTo(gap, 12);
      }),
    );
  });

  it("refuses no task and a task without a run", () => {
    expect(() => aggregate([], "mean")).toThrow("scores has no task: allowed is at least one.");
    expect(() => aggregates([[1], []])).toThrow("scores[1] has no run: allowed is at least one.");
  });
});

describe("aggregates", () => {
  it("have the intervals of a plain stratified bootstrap, from the same draws", () => {
    fc.assert(
      fc.property(tasks, (scores) => {
        const options = { resamples: 60 };
        const all = aggregates(scores, options);
        for (const name of NAMES) {
          const plain = bootstrap(scores, (resampled) => aggregate(resampled, name), options);
          expect(all[name].value).toBe(aggregate(scores, name));
          expect(all[name].ci95[0]).toBeCloseTo(plain[0], 10);
          expect(all[name].ci95[1]).toBeCloseTo(plain[1], 10);
        }
      }),
      { numRuns: 50 },
    );
  });

  it("do not change with the order of runs or tasks, but for the draws", () => {
    const turned = RAGGED.map((values) => [...values].reverse()).reverse();
    for (const name of NAMES) expect(aggregate(turned, name)).toBeCloseTo(aggregate(RAGGED, name), 14);
  });

  it("take gamma, and have an interval of one point where nothing varies", () => {
    const scores = [[0.5, 0.5], [0.75]];
    const value = 0.9 - 0.625;
    expect(aggregates(scores, { gamma: 0.9 }).optimalityGap).toEqual({ value, ci95: [value, value] });
  });
});

describe("averageProbabilityOfImprovement", () => {
  it("averages over tasks, each with as many runs as it has", () => {
    const a = [[2, 3], [1]];
    const b = [
      [1, 2],
      [1, 0, 5],
    ];
    const { value, ci95 } = averageProbabilityOfImprovement(a, b);
    expect(value).toBe((3.5 / 4 + 1.5 / 3) / 2);
    expect(ci95[0]).toBeLessThan(value);
    expect(ci95[1]).toBeGreaterThan(value);
  });

  it("has the interval of a plain bootstrap of pairs, from the same draws", () => {
    fc.assert(
      fc.property(runs, runs, (a, b) => {
        const plain = bootstrap([a, b], ([x, y]) => probabilityOfImprovement(x!, y!), { resamples: 60 });
        expect(probabilityOfImprovementInterval(a, b, { resamples: 60 })).toEqual(plain);
        expect(averageProbabilityOfImprovement([a], [b], { resamples: 60 }).ci95).toEqual(plain);
      }),
      { numRuns: 50 },
    );
  });

  it("refuses rules on different numbers of tasks", () => {
    expect(() => averageProbabilityOfImprovement([[1]], [[1], [2]])).toThrow(
      "b has 2 tasks: allowed is 1, as in a.",
    );
  });
});

describe("performanceProfile", () => {
  const valuesAt = (taus: readonly number[], of: "runs" | "tasks") =>
    performanceProfile(RAGGED, taus, { of }).map(({ value }) => value);

  it("is the share of runs above, averaged over tasks", () => {
    // Above 5 and not at it, whatever the order of τ.
    expect(valuesAt([5, -3, 0, 7], "runs")).toEqual([0.25 / 3, 1, 1.5 / 3, 0]);
  });

  it("is the share of tasks whose mean is above", () => {
    expect(valuesAt([5.5, -2, 0, -2.1], "tasks")).toEqual([0, 2 / 3, 2 / 3, 1]);
  });

  it("has the bands of a plain bootstrap, from the same draws, and falls from 1 to 0", () => {
    fc.assert(
      fc.property(tasks, fc.array(score, { minLength: 1, maxLength: 5 }), (scores, taus) => {
        const resampling = { resamples: 60 };
        const share = (values: ArrayLike<number>, tau: number): number =>
          Array.from(values).filter((value) => value > tau).length / values.length;
        performanceProfile(scores, taus, resampling).forEach(({ tau, low, high }) => {
          const plain = bootstrap(scores, (s) => mean(s.map((values) => share(values, tau))), resampling);
          expect(low).toBeCloseTo(plain[0], 12);
          expect(high).toBeCloseTo(plain[1], 12);
        });
        const ends = performanceProfile(scores, [-11, ...[...taus].sort((a, b) => a - b), 11], resampling);
        expect([ends[0]!.value, ends.at(-1)!.value]).toEqual([1, 0]);
        ends.slice(1).forEach(({ value }, k) => {
          expect(value).toBeLessThanOrEqual(ends[k]!.value);
        });
      }),
      { numRuns: 50 },
    );
  });
});

describe("sampleEfficiencyCurve", () => {
  const curves = [
    [
      [0, 1, 2],
      [0, 3, 4],
    ],
    [[1, 1, 9]],
  ];

  it("is an aggregate at each point, the IQM unless another is asked for", () => {
    expect(sampleEfficiencyCurve(curves).map(({ value }) => value)).toEqual([1 / 3, 5 / 3, 5]);
    const means = sampleEfficiencyCurve(curves, { aggregate: "mean" });
    expect(means.map(({ value }) => value)).toEqual([0.5, 1.5, 6]);
    const gaps = sampleEfficiencyCurve(curves, { aggregate: "optimalityGap", gamma: 2 });
    expect(gaps.map(({ value }) => value)).toEqual([1.5, 0.75, 0]);
  });

  it("has at each point the interval that aggregates have there", () => {
    sampleEfficiencyCurve(curves).forEach((estimate, point) => {
      const here = curves.map((task) => task.map((run) => run[point]!));
      expect(estimate).toEqual(aggregates(here).iqm);
    });
  });

  it("takes runs without a point, and refuses runs that differ in points", () => {
    expect(sampleEfficiencyCurve([[[], []]])).toEqual([]);
    expect(() => sampleEfficiencyCurve([[[1, 2]], [[1, 2], [1]]])).toThrow(
      "curves[1][1] has 1 points: allowed is 2, as in curves[0][0].",
    );
  });
});

describe("pairedDifference", () => {
  it("tells mean, IQM and the share of seeds in which a is better, ties one half", () => {
    const differences = [1, 2, 0, -1, 10];
    expect(pairedDifference(differences)).toEqual({
      seeds: 5,
      mean: 2.4,
      ci95: bootstrapInterval(differences, mean),
      iqm: 1,
      iqmCi95: bootstrapInterval(differences, iqm),
      better: 0.7,
    });
  });

  it("turns around with the sides", () => {
    fc.assert(
      fc.property(runs, (differences) => {
        const there = pairedDifference(differences, { resamples: 10 });
        const back = pairedDifference(
          differences.map((difference) => -difference),
          { resamples: 10 },
        );
        expect(back.mean).toBeCloseTo(-there.mean, 12);
        expect(back.iqm).toBeCloseTo(-there.iqm, 12);
        expect(back.better).toBeCloseTo(1 - there.better, 12);
      }),
    );
  });

  it("refuses no pair", () => {
    expect(() => pairedDifference([])).toThrow(RangeError);
  });
});
