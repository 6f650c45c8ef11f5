/** Standard errors above zero from which on a squared norm counts as seen. */
const SEEN = 3;
const DEGREES = 180 / Math.PI;

/**
 * One vector estimated by several groups of draws that are independent of each other; one group alone
 * stands for a vector that is known exactly.
 */
export class GroupMeans {
  /** [groups, size]: sums at first, means once {@link scale} has divided them. */
  readonly values: Float64Array;

  constructor(
    readonly groups: number,
    readonly size: number,
  ) {
    this.values = new Float64Array(groups * size);
  }

  scale(factor: number): void {
    for (let k = 0; k < this.values.length; k++) this.values[k] *= factor;
  }

  total(): Float64Array {
    const total = new Float64Array(this.size);
    for (let k = 0; k < this.values.length; k++) total[k % this.size] += this.values[k];
    return total;
  }

  /** Scalar product of one group's vector with another vector. */
  dot(group: number, other: ArrayLike<number>, from = 0): number {
    const start = group * this.size;
    let sum = 0;
    for (let k = 0; k < this.size; k++) sum += this.values[start + k] * other[from + k];
    return sum;
  }
}

/** An estimate, and what it would be without each group in turn. */
export interface Estimate {
  readonly value: number;
  readonly without: readonly number[];
}

/**
 * Squared norm of the vector: the mean of m_r·m_s over pairs of different groups, which the noise in them
 * does not bias.
 */
export function squaredNorm(means: GroupMeans): Estimate {
  const { groups } = means;
  const total = means.total();
  const own = indices(groups, (r) => means.dot(r, means.values, r * means.size));
  if (groups === 1) return { value: own[0], without: [] };
  const withTotal = indices(groups, (r) => means.dot(r, total));
  const all = sum(withTotal);
  const squares = sum(own);
  return {
    value: (all - squares) / (groups * (groups - 1)),
    without: indices(groups, (r) => {
      const left = all - 2 * withTotal[r] + own[r] - (squares - own[r]);
      return left / ((groups - 1) * (groups - 2));
    }),
  };
}

/** What two vectors, estimated from draws of their own, have to do with each other. */
export interface Comparison {
  readonly angle: number | null;
  readonly angleError: number | null;
}

/**
 * The angle between two vectors in degrees; null where either is not seen above the noise. Its error is
 * that of the cosine, by the jackknife over the groups of both, turned into the larger of the two angles
 * that it opens: near 0° and 180° an angle knows no error of first order.
 */
export function angleBetween(a: GroupMeans, b: GroupMeans): Comparison {
  const normA = squaredNorm(a);
  const normB = squaredNorm(b);
  const unseen = { angle: null, angleError: null };
  if (!isSeen(normA) || !isSeen(normB)) return unseen;
  const totalA = a.total();
  const totalB = b.total();
  const withB = indices(a.groups, (r) => a.dot(r, totalB) / b.groups);
  const withA = indices(b.groups, (s) => b.dot(s, totalA) / a.groups);
  const product = sum(withB);
  const cosine = cosineOf(product / a.groups, normA.value, normB.value);
  const withoutA = normA.without.map((norm, r) =>
    cosineOf((product - withB[r]) / (a.groups - 1), norm, normB.value),
  );
  const withoutB = normB.without.map((norm, s) =>
    cosineOf((sum(withA) - withA[s]) / (b.groups - 1), normA.value, norm),
  );
  const error = Math.sqrt(jackknifeVariance(withoutA) + jackknifeVariance(withoutB));
  if (!Number.isFinite(error)) return unseen;
  return angleOf(cosine, error);
}

/** The angle that a vector has with itself. */
export const NO_ANGLE: Comparison = { angle: 0, angleError: 0 };

/** Whether a squared norm is above zero by more than noise. */
export function isSeen(squared: Estimate): boolean {
  return squared.value > 0 && squared.value > SEEN * Math.sqrt(jackknifeVariance(squared.without));
}

/** Of an estimate, from what it would be without each of its groups; 0 for one that is exact. */
export function jackknifeVariance(without: readonly number[]): number {
  const count = without.length;
  if (count === 0) return 0;
  const mean = sum(without) / count;
  return ((count - 1) / count) * without.reduce((total, value) => total + (value - mean) ** 2, 0);
}

function angleOf(cosine: number, error: number): Comparison {
  const degrees = (value: number): number => DEGREES * Math.acos(Math.min(Math.max(value, -1), 1));
  const inside = Math.min(Math.max(cosine, -1), 1);
  const angle = degrees(inside);
  const angleError = Math.max(angle - degrees(inside + error), degrees(inside - error) - angle);
  return { angle, angleError };
}

function cosineOf(product: number, squaredA: number, squaredB: number): number {
  return product / Math.sqrt(squaredA * squaredB);
}

function indices(count: number, value: (index: number) => number): number[] {
  return Array.from({ length: count }, (_, index) => value(index));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
