import { type BootstrapOptions, bootstrap, type Interval } from "./bootstrap.js";

/**
 * Probability that a value of `a` exceeds one of `b`, ties counting one half: the Mann–Whitney
 * statistic over the number of pairs. In [0, 1]; NaN when either is empty.
 *
 * Source: Agarwal et al. 2021, "Deep reinforcement learning at the edge of the statistical
 * precipice", §4.3.
 */
export function probabilityOfImprovement(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let wins = 0;
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < b.length; j++) {
      const difference = (a[i] as number) - (b[j] as number);
      wins += difference > 0 ? 1 : difference === 0 ? 0.5 : 0;
    }
  }
  return wins / (a.length * b.length);
}

/**
 * Bootstrap interval of the probability of improvement; both samples are resampled.
 *
 * @throws RangeError when either is empty
 */
export function probabilityOfImprovementInterval(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options?: BootstrapOptions,
): Interval {
  return bootstrap([a, b], ([x, y]) => probabilityOfImprovement(x!, y!), options);
}
