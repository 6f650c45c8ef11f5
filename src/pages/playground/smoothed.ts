export interface SmoothCurve {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/**
 * The running mean of a curve over its last episodes, in whole points: nothing of the future is in it, and what is drawn of
 * a moment does not change as the run goes on, but that long runs have points of more episodes.
 *
 * @param curve [steps, mean return, episodes] of each point
 * @param window episodes, at least; fewer at the beginning
 */
export function smoothed(curve: Float64Array, window: number): SmoothCurve {
  const count = curve.length / 3;
  const x: number[] = [];
  const y: number[] = [];
  for (let k = 0; k < count; k++) {
    let [sum, weight] = [0, 0];
    for (let j = k; j >= 0 && weight < window; j--) {
      const episodes = curve[3 * j + 2]!;
      sum += episodes * curve[3 * j + 1]!;
      weight += episodes;
    }
    x.push(curve[3 * k]!);
    y.push(sum / weight);
  }
  return { x, y };
}
