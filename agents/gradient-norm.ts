import type { Tensor } from "../src/engine/engine.js";

/**
 * Brings the Euclidean norm of each replica's whole gradient to at most its limit.
 * @param gradients [replicas, any, any] of all that is learned
 * @param limits > 0, one a replica; null for none
 */
export function limitNorm(gradients: readonly Tensor[], limits: readonly (number | null)[]): void {
  const { replicas } = gradients[0];
  limits.forEach((limit, r) => {
    if (limit === null) return;
    const own = gradients.map(({ data }) => {
      const size = data.length / replicas;
      return data.subarray(r * size, (r + 1) * size);
    });
    const norm = Math.sqrt(own.reduce((sum, values) => sum + squaredNorm(values), 0));
    if (norm <= limit) return;
    for (const values of own) {
      for (let k = 0; k < values.length; k++) values[k] *= limit / norm;
    }
  });
}

function squaredNorm(values: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += values[k] * values[k];
  return sum;
}
