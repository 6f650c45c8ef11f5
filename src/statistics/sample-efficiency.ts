import { type AggregateName, countedAggregate } from "./aggregates.js";
import { estimate, type ResamplingOptions } from "./counting-bootstrap.js";
import { checkTaskScores, type Estimate, type TaskCurves } from "./task-scores.js";

export interface SampleEfficiencyOptions extends ResamplingOptions {
  /** `iqm` by default. */
  readonly aggregate?: AggregateName;
  /** For the optimality gap; 1 by default. */
  readonly gamma?: number;
}

/**
 * An aggregate over tasks at each of several points of training, with pointwise 95 % intervals by stratified
 * percentile bootstrap, in which a run that is drawn is drawn with all of its points.
 *
 * Source: Agarwal et al. 2021, §4.3 (figure 8); rliable's `get_interval_estimates` of scores with a third
 * dimension.
 *
 * @param curves scores normalised as for `aggregates`; the first point of all runs, the second of all, …
 * @throws RangeError when there is no task, a task without a run, or runs differ in points
 */
export function sampleEfficiencyCurve(
  curves: TaskCurves,
  { aggregate = "iqm", gamma, ...resampling }: SampleEfficiencyOptions = {},
): Estimate[] {
  checkTaskScores(curves);
  const points = curves[0]![0]!.length;
  for (const [task, runs] of curves.entries()) {
    const other = runs.findIndex(({ length }) => length !== points);
    if (other >= 0) {
      throw new RangeError(
        `curves[${task}][${other}] has ${runs[other]!.length} points: allowed is ${points}, as in curves[0][0].`,
      );
    }
  }
  const statistics = Array.from({ length: points }, (_, point) => {
    const scores = curves.map((runs) => Float64Array.from(runs, (run) => run[point] as number));
    return countedAggregate(scores, aggregate, gamma);
  });
  return estimate(
    curves.map(({ length }) => length),
    points,
    (counts, out) => {
      for (let k = 0; k < points; k++) out[k] = statistics[k]!(counts);
    },
    resampling,
  );
}
