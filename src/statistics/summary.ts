import { bootstrapInterval, type Interval } from "./bootstrap.js";
import { probabilityOfImprovement, probabilityOfImprovementInterval } from "./improvement.js";
import { iqm, mean, std } from "./location.js";

/** One trained network, as far as comparing goes. */
export interface TrialOutcome {
  readonly env: string;
  readonly rule: string;
  readonly seed: number;
  readonly status: "done" | "failed" | "interrupted";
  /** Mean return over all completed episodes; null when there was none. */
  readonly averageReturn: number | null;
  /** Mean return over the last tenth of them; null when there was none. */
  readonly finalReturn: number | null;
}

/** A measure over the seeds of an arm. */
export interface MeasureSummary {
  readonly mean: number;
  /** ddof 0. */
  readonly std: number;
  /** Percentile bootstrap over seeds; [x, x] for a single seed. */
  readonly meanCi95: Interval;
  readonly iqm: number;
  /** Percentile bootstrap over seeds; [x, x] for a single seed. */
  readonly iqmCi95: Interval;
}

/** One rule in one environment. */
export interface Arm {
  readonly env: string;
  readonly rule: string;
  /** Trials that count: those done. */
  readonly seeds: number;
  readonly averageReturn: MeasureSummary;
  readonly finalReturn: MeasureSummary;
}

/** Rule `a` against rule `b` in one environment, by average return. */
export interface Comparison {
  readonly env: string;
  readonly a: string;
  readonly b: string;
  /** That a seed of `a` does better than a seed of `b`, ties one half. */
  readonly probabilityOfImprovement: number;
  readonly ci95: Interval;
}

export interface Summary {
  readonly arms: readonly Arm[];
  readonly comparisons: readonly Comparison[];
}

/**
 * The summary of one measure over seeds.
 *
 * @throws RangeError when there is no value
 */
export function summariseMeasure(values: readonly number[]): MeasureSummary {
  return {
    mean: mean(values),
    std: std(values),
    meanCi95: bootstrapInterval(values, mean),
    iqm: iqm(values),
    iqmCi95: bootstrapInterval(values, iqm),
  };
}

/**
 * Sums trials up: an arm per environment and rule, and a comparison per environment and pair of
 * rules, both in the order in which environments and rules first appear. Only trials with status
 * "done" and an episode to their name count; an arm without any is left out. Deterministic: the
 * order of an arm's trials makes no difference.
 */
export function summarise(trials: readonly TrialOutcome[]): Summary {
  const arms: Arm[] = [];
  const comparisons: Comparison[] = [];
  const rules = [...new Set(trials.map(({ rule }) => rule))];
  for (const env of new Set(trials.map((trial) => trial.env))) {
    const present: { readonly rule: string; readonly averages: readonly number[] }[] = [];
    for (const rule of rules) {
      const counted = trials
        .filter((trial) => trial.env === env && trial.rule === rule && trial.status === "done")
        .sort((a, b) => a.seed - b.seed);
      const averages = counted.flatMap(({ averageReturn }) => averageReturn ?? []);
      const finals = counted.flatMap(({ finalReturn }) => finalReturn ?? []);
      if (averages.length === 0 || finals.length === 0) continue;
      present.push({ rule, averages });
      arms.push({
        env,
        rule,
        seeds: averages.length,
        averageReturn: summariseMeasure(averages),
        finalReturn: summariseMeasure(finals),
      });
    }
    present.forEach((a, index) => {
      for (const b of present.slice(index + 1)) {
        comparisons.push({
          env,
          a: a.rule,
          b: b.rule,
          probabilityOfImprovement: probabilityOfImprovement(a.averages, b.averages),
          ci95: probabilityOfImprovementInterval(a.averages, b.averages),
        });
      }
    });
  }
  return { arms, comparisons };
}
