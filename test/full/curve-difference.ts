import { seededUniform, type Uniform } from "../../src/statistics/uniform.js";

const RELABELLINGS = 4999;

/** How far two samples of curves lie apart. */
export interface CurveDifference {
  /** The largest distance of the two mean curves at any point, in standard errors. */
  readonly largest: number;
  /** What that exceeds once in a hundred times where both samples are of one distribution. */
  readonly band: number;
  /** How often it is so large or larger in that case. */
  readonly probability: number;
}

/**
 * A permutation test of whether two samples of curves are of one distribution, by the largest standardised distance of
 * their means over all points (Westfall and Young 1993): the error of the first kind counts for the curve as a whole,
 * whatever the points have to do with each other. The deviation at a point is that of all curves together, which no
 * relabelling changes.
 *
 * @param a, @param b curves at the same points, one a row
 */
export function curveDifference(
  a: readonly (readonly number[])[],
  b: readonly (readonly number[])[],
  uniform: Uniform = seededUniform(1),
): CurveDifference {
  const all = [...a, ...b];
  const points = all[0]!.map((_, t) => {
    const values = all.map((curve) => curve[t]!);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
    return { mean, error: Math.sqrt(variance * (1 / a.length + 1 / b.length)) };
  });
  const standardised = all.map((curve) =>
    curve.map((value, t) => (points[t]!.error === 0 ? 0 : (value - points[t]!.mean) / points[t]!.error)),
  );
  const order = all.map((_, k) => k);
  const largestOf = (): number => {
    let largest = 0;
    for (let t = 0; t < points.length; t++) {
      let sum = 0;
      for (let k = 0; k < a.length; k++) sum += standardised[order[k]!]![t]!;
      // The deviations of all sum to 0, so that those of the others sum to the opposite.
      largest = Math.max(largest, Math.abs(sum / a.length + sum / b.length));
    }
    return largest;
  };
  const largest = largestOf();
  const chance: number[] = [];
  for (let n = 0; n < RELABELLINGS; n++) {
    for (let k = order.length - 1; k > 0; k--) {
      const other = Math.floor(uniform() * (k + 1));
      [order[k], order[other]] = [order[other]!, order[k]!];
    }
    chance.push(largestOf());
  }
  chance.sort((x, y) => x - y);
  const exceeding = chance.filter((value) => value >= largest).length;
  return {
    largest,
    band: chance[Math.ceil(0.99 * (RELABELLINGS + 1)) - 1]!,
    probability: (1 + exceeding) / (1 + RELABELLINGS),
  };
}
