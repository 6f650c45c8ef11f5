import type { Interval } from "./bootstrap.js";
import { countedIqm, countedMean } from "./counted.js";
import { estimate, type ResamplingOptions } from "./counting-bootstrap.js";
import { checkTaskScores } from "./task-scores.js";

/** How two rules differ on the seeds that they share. */
export interface PairedDifference {
  /** Shared: pairs of runs. */
  readonly seeds: number;
  /** Of a's score less b's. */
  readonly mean: number;
  /** Of the mean: percentile bootstrap over pairs. */
  readonly ci95: Interval;
  /** Interquartile mean of the differences. */
  readonly iqm: number;
  readonly iqmCi95: Interval;
  /** Share of seeds in which a is above b, ties counting one half; in [0, 1]. */
  readonly better: number;
}

/**
 * Differences seed by seed, for rules whose runs share their seeds and so the environment's draws: what seeds have
 * in common cancels out. Pairs are resampled as one. rliable has no such thing.
 *
 * @param differences a's score less b's, for each seed
 * @throws RangeError when there is none
 */
export function pairedDifference(
  differences: ArrayLike<number>,
  options?: ResamplingOptions,
): PairedDifference {
  const scores = [differences];
  checkTaskScores(scores);
  const seeds = differences.length;
  let better = 0;
  for (let i = 0; i < seeds; i++) better += (Math.sign(differences[i] as number) + 1) / 2;
  const mean = countedMean(scores);
  const iqm = countedIqm(scores);
  const [byMean, byIqm] = estimate(
    [seeds],
    2,
    (counts, out) => {
      out[0] = mean(counts);
      out[1] = iqm(counts);
    },
    options,
  );
  return {
    ...{ seeds, mean: byMean!.value, ci95: byMean!.ci95 },
    ...{ iqm: byIqm!.value, iqmCi95: byIqm!.ci95, better: better / seeds },
  };
}
