import { expect } from "vitest";
import {
  aggregate,
  aggregates,
  averageProbabilityOfImprovement,
  bootstrap,
  type Estimate,
  type Interval,
  iqm,
  mean,
  percentile,
  performanceProfile,
  probabilityOfImprovement,
  sampleEfficiencyCurve,
} from "../../src/statistics/index.js";

type Numbers = readonly number[];

/** What `test/fixtures/statistics/rliable_numbers.py` takes. */
export interface RliableCase {
  readonly name: string;
  /** [task][run] */
  readonly scores: readonly Numbers[];
  readonly others: readonly Numbers[];
  readonly taus: Numbers;
  readonly gamma: number;
  /** [task][run][point] */
  readonly curves: readonly (readonly Numbers[])[];
  /** Behind rliable's intervals; 0 for none. */
  readonly reps: number;
}

/** What it prints: rliable's own. */
export interface RliableNumbers {
  readonly mean: number;
  readonly median: number;
  readonly iqm: number;
  readonly optimalityGap: number;
  readonly optimalityGapOfGamma: number;
  readonly improvement: number;
  readonly improvementByTask: Numbers;
  readonly profile: Numbers;
  readonly averageProfile: Numbers;
  readonly curve: Numbers;
  readonly intervals?: {
    readonly aggregates: readonly Interval[];
    readonly improvement: readonly Interval[];
    readonly profile: readonly Interval[];
    readonly averageProfile: readonly Interval[];
    readonly curve: readonly Interval[];
  };
}

/** Point estimates alone: intervals are not looked at. */
const FEW = { resamples: 1 };

/** Holds all point estimates to 1e-12, of the largest score where scores are larger than 1. */
export function expectSameEstimates(one: RliableCase, expected: RliableNumbers): void {
  const { name, scores, others, taus, gamma, curves } = one;
  const scale = Math.max(1, ...scores.flat().map(Math.abs), ...curves.flat(2).map(Math.abs));
  const same = (what: string, ours: number, theirs: number): void => {
    expect(Math.abs(ours - theirs), `${name}, ${what}: ${ours}, ${theirs}`).toBeLessThanOrEqual(
      1e-12 * scale,
    );
  };
  const all = aggregates(scores, FEW);
  for (const measure of ["mean", "median", "iqm", "optimalityGap"] as const) {
    same(measure, aggregate(scores, measure), expected[measure]);
    same(measure, all[measure].value, expected[measure]);
  }
  same("gap of gamma", aggregate(scores, "optimalityGap", gamma), expected.optimalityGapOfGamma);
  const gap = aggregates(scores, { gamma, ...FEW }).optimalityGap;
  same("gap of gamma", gap.value, expected.optimalityGapOfGamma);
  same("IQM of a list", iqm(scores.flat()), expected.iqm);
  const improvement = averageProbabilityOfImprovement(scores, others, FEW);
  same("improvement", improvement.value, expected.improvement);
  scores.forEach((runs, task) => {
    same("improvement", probabilityOfImprovement(runs, others[task]!), expected.improvementByTask[task]!);
  });
  const profile = performanceProfile(scores, taus, FEW);
  const averageProfile = performanceProfile(scores, taus, { of: "tasks", ...FEW });
  const curve = sampleEfficiencyCurve(curves, FEW);
  expect([profile.length, averageProfile.length, curve.length]).toEqual([
    taus.length,
    taus.length,
    expected.curve.length,
  ]);
  taus.forEach((tau, k) => {
    expect([profile[k]!.tau, averageProfile[k]!.tau]).toEqual([tau, tau]);
    same(`profile at ${tau}`, profile[k]!.value, expected.profile[k]!);
    same(`average profile at ${tau}`, averageProfile[k]!.value, expected.averageProfile[k]!);
  });
  curve.forEach(({ value }, k) => {
    same(`curve at ${k}`, value, expected.curve[k]!);
  });
}

/**
 * Holds rliable's intervals against ours: each end must lie among our resamples where its rank may be. Of B
 * resamples, the share below the true percentile q has the standard error √(q (1 − q) / B); two independent
 * bootstraps differ by both of theirs, so rliable's end must lie between our percentiles q ± 5 of
 * those: whatever the shape of the distribution, atoms included.
 */
export function expectSameIntervals(one: RliableCase, expected: RliableNumbers, resamples: number): void {
  const { name, scores, others, taus, curves, reps } = one;
  const { intervals } = expected;
  if (intervals === undefined) throw new Error(`${name} has no intervals`);
  const slack = 5 * Math.sqrt(0.025 * 0.975 * (1 / reps + 1 / resamples));
  const check = (
    what: string,
    tasks: readonly ArrayLike<number>[],
    statistic: (resampled: readonly Float64Array[]) => number,
    theirs: Interval,
    ours: Interval,
  ): void => {
    const values = resampled(tasks, statistic, resamples);
    const room = 1e-9 * Math.max(1, Math.abs(values.at(-1)!));
    const at = (q: number): number => percentile(values, 100 * q);
    for (const [source, [low, high]] of Object.entries({ theirs, ours })) {
      const message = `${name}, ${what}, ${source}: [${low}, ${high}]`;
      expect(low, message).toBeGreaterThanOrEqual(at(0.025 - slack) - room);
      expect(low, message).toBeLessThanOrEqual(at(0.025 + slack) + room);
      expect(high, message).toBeGreaterThanOrEqual(at(0.975 - slack) - room);
      expect(high, message).toBeLessThanOrEqual(at(0.975 + slack) + room);
    }
  };
  const options = { resamples };
  const all = aggregates(scores, options);
  (["mean", "median", "iqm", "optimalityGap"] as const).forEach((measure, k) => {
    check(measure, scores, (s) => aggregate(s, measure), intervals.aggregates[k]!, all[measure].ci95);
  });
  const improvement = averageProbabilityOfImprovement(scores, others, options);
  const half = scores.length;
  check(
    "improvement",
    [...scores, ...others],
    (s) => mean(s.slice(0, half).map((runs, task) => probabilityOfImprovement(runs, s[half + task]!))),
    intervals.improvement[0]!,
    improvement.ci95,
  );
  const profile = performanceProfile(scores, taus, options);
  const averageProfile = performanceProfile(scores, taus, { of: "tasks", ...options });
  const share = (values: ArrayLike<number>, tau: number): number => {
    let above = 0;
    for (let i = 0; i < values.length; i++) if ((values[i] as number) > tau) above++;
    return above / values.length;
  };
  // Some are enough.
  for (let k = 0; k < taus.length; k += 4) {
    const tau = taus[k]!;
    const byRun = (s: readonly Float64Array[]): number => mean(s.map((runs) => share(runs, tau)));
    const byTask = (s: readonly Float64Array[]): number => share(s.map(mean), tau);
    const { low, high } = profile[k]!;
    check(`profile at ${tau}`, scores, byRun, intervals.profile[k]!, [low, high]);
    const average = averageProfile[k]!;
    const theirs = intervals.averageProfile[k]!;
    check(`average profile at ${tau}`, scores, byTask, theirs, [average.low, average.high]);
  }
  sampleEfficiencyCurve(curves, options).forEach(({ ci95 }: Estimate, point) => {
    const here = curves.map((runs) => runs.map((run) => run[point]!));
    check(`curve at ${point}`, here, (s) => aggregate(s, "iqm"), intervals.curve[point]!, ci95);
  });
}

/** A statistic of plain resamples, ascending. */
function resampled(
  tasks: readonly ArrayLike<number>[],
  statistic: (resampled: readonly Float64Array[]) => number,
  resamples: number,
): Float64Array {
  const values: number[] = [];
  bootstrap(
    tasks,
    (drawn) => {
      const value = statistic(drawn);
      values.push(value);
      return value;
    },
    { resamples },
  );
  return Float64Array.from(values).sort();
}
