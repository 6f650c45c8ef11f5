import { type Counted, countedIqm, countedMean, countedMedian, countedOptimalityGap } from "./counted.js";
import { estimate, type ResamplingOptions } from "./counting-bootstrap.js";
import { checkTaskScores, type Estimate, type TaskScores } from "./task-scores.js";

/** What puts the scores of several tasks into one number. */
export type AggregateName = "mean" | "median" | "iqm" | "optimalityGap";

/** What a rule reaches over all tasks, each with its 95 % interval. */
export type Aggregates = Readonly<Record<AggregateName, Estimate>>;

export interface AggregateOptions extends ResamplingOptions {
  /** The score beyond which there is nothing to be gained, for the optimality gap; 1 by default. */
  readonly gamma?: number;
}

/**
 * One number for the scores of several tasks, by rliable's definitions:
 * - `mean`: mean over tasks of a task's mean over runs (`aggregate_mean`)
 * - `median`: median over tasks of a task's mean over runs (`aggregate_median`)
 * - `iqm`: mean of what is left of all runs of all tasks after a quarter, rounded down, is cut at each end
 *   (`aggregate_iqm`)
 * - `optimalityGap`: how far scores, cut at `gamma`, fall short of `gamma` on average
 *   (`aggregate_optimality_gap`); lower is better
 *
 * rliable knows equally many runs per task only. Where tasks differ in runs, each task weighs the same, but for
 * the IQM, in which each run does.
 *
 * Source: Agarwal et al. 2021, "Deep reinforcement learning at the edge of the statistical precipice", §4.3, and
 * rliable's `metrics.py`.
 *
 * @throws RangeError when there is no task, or a task without a run
 */
export function aggregate(scores: TaskScores, name: AggregateName, gamma = 1): number {
  checkTaskScores(scores);
  const runs = scores.reduce((sum, { length }) => sum + length, 0);
  return countedAggregate(scores, name, gamma)(new Int32Array(runs).fill(1));
}

/**
 * All aggregates, with intervals by stratified percentile bootstrap: runs are resampled within their task, so an
 * interval tells what other seeds would give on the same tasks, not what other tasks would. Of few runs it is too
 * narrow: see `bootstrap`.
 *
 * @throws RangeError when there is no task, or a task without a run
 */
export function aggregates(scores: TaskScores, options: AggregateOptions = {}): Aggregates {
  checkTaskScores(scores);
  const { gamma = 1, ...resampling } = options;
  const names = ["mean", "median", "iqm", "optimalityGap"] as const;
  const statistics = names.map((name) => countedAggregate(scores, name, gamma));
  const sizes = scores.map(({ length }) => length);
  const [mean, median, iqm, optimalityGap] = estimate(
    sizes,
    names.length,
    (counts, out) => {
      for (let k = 0; k < statistics.length; k++) out[k] = statistics[k]!(counts);
    },
    resampling,
  );
  return { mean: mean!, median: median!, iqm: iqm!, optimalityGap: optimalityGap! };
}

/** An aggregate of runs of which each counts as often as told. */
export function countedAggregate(scores: TaskScores, name: AggregateName, gamma = 1): Counted {
  switch (name) {
    case "mean":
      return countedMean(scores);
    case "median":
      return countedMedian(scores);
    case "iqm":
      return countedIqm(scores);
    case "optimalityGap":
      return countedOptimalityGap(scores, gamma);
  }
}
