/** Share of a curve's points that a point is the mean of, and how many at least. */
const SHARE = 0.06;
const LEAST = 5;

export interface SmoothCurve {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/**
 * The running mean of a curve over its last points, each as heavy as it has episodes: nothing of the future is in it.
 *
 * @param curve [steps, mean return, episodes] of each point
 */
export function smoothed(curve: Float64Array): SmoothCurve {
  const count = curve.length / 3;
  const window = Math.max(LEAST, Math.round(SHARE * count));
  const x: number[] = [];
  const y: number[] = [];
  for (let k = 0; k < count; k++) {
    let [sum, weight] = [0, 0];
    for (let j = Math.max(0, k - window + 1); j <= k; j++) {
      const episodes = curve[3 * j + 2]!;
      sum += episodes * curve[3 * j + 1]!;
      weight += episodes;
    }
    x.push(curve[3 * k]!);
    y.push(sum / weight);
  }
  return { x, y };
}
