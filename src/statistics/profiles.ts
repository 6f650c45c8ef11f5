import { countedTaskMeans } from "./counted.js";
import { type CountStatistics, estimate, type ResamplingOptions } from "./counting-bootstrap.js";
import { checkTaskScores, type TaskScores } from "./task-scores.js";

/** A point of a performance profile with its pointwise 95 % interval. */
export interface ProfilePoint {
  /** The score to be exceeded. */
  readonly tau: number;
  /** In [0, 1]. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface ProfileOptions extends ResamplingOptions {
  /**
   * What is counted: `runs`, the default, for the distribution of scores (rliable's `score_distributions`), or
   * `tasks` for that of tasks' mean scores (`average_score_distributions`).
   */
  readonly of?: "runs" | "tasks";
}

/**
 * Performance profile: for each τ the share of runs whose score is above τ, averaged over tasks; or the share of
 * tasks whose mean score is. The band is of pointwise 95 % intervals by stratified percentile bootstrap: that the
 * whole of a profile lies within is less likely.
 *
 * Source: Agarwal et al. 2021, §4.2, and rliable's `create_performance_profile`.
 *
 * @param taus in the scale of the scores, in any order; the points come in the same
 * @throws RangeError when there is no task, or a task without a run
 */
export function performanceProfile(
  scores: TaskScores,
  taus: ArrayLike<number>,
  { of = "runs", ...resampling }: ProfileOptions = {},
): ProfilePoint[] {
  checkTaskScores(scores);
  const ascending = Float64Array.from(taus).sort();
  const shares = of === "runs" ? sharesOfRuns(scores, ascending) : sharesOfTasks(scores, ascending);
  const sizes = scores.map(({ length }) => length);
  const shape = estimate(sizes, ascending.length, shares, resampling);
  return Array.from(taus, (tau) => {
    const { value, ci95 } = shape[tausBelow(ascending, tau)]!;
    return { tau, value, low: ci95[0], high: ci95[1] };
  });
}

/** How many of the ascending values are below another. */
function tausBelow(ascending: Float64Array, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function sharesOfRuns(scores: TaskScores, taus: Float64Array): CountStatistics {
  // A run is above as many of the first values of τ as are below its score.
  const exceeded = scores.map((runs) => Int32Array.from(runs, (score) => tausBelow(taus, score)));
  const hits = new Float64Array(taus.length + 1);
  return (counts, out) => {
    out.fill(0);
    let first = 0;
    for (const runs of exceeded) {
      hits.fill(0);
      for (let i = 0; i < runs.length; i++) {
        const bin = runs[i] as number;
        hits[bin] = (hits[bin] as number) + (counts[first + i] as number);
      }
      let above = 0;
      for (let k = taus.length - 1; k >= 0; k--) {
        above += hits[k + 1] as number;
        out[k] = (out[k] as number) + above / runs.length;
      }
      first += runs.length;
    }
    for (let k = 0; k < out.length; k++) out[k] = (out[k] as number) / scores.length;
  };
}

function sharesOfTasks(scores: TaskScores, taus: Float64Array): CountStatistics {
  const taskMeans = countedTaskMeans(scores);
  return (counts, out) => {
    out.fill(0);
    for (const mean of taskMeans(counts)) {
      for (let k = 0; k < out.length && (taus[k] as number) < mean; k++) out[k] = (out[k] as number) + 1;
    }
    for (let k = 0; k < out.length; k++) out[k] = (out[k] as number) / scores.length;
  };
}
