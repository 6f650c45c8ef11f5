import type { Tensor } from "../src/engine/engine.js";

/**
 * Brings the Euclidean norm of each replica's whole gradient to at most `limit` (> 0).
 * @param gradients [replicas, any, any] of all that is learned
 */
export function limitNorm(gradients: readonly Tensor[], limit: number): void {
  const { replicas } = gradients[0];
  for (let r = 0; r < replicas; r++) {
    const own = gradients.map(({ data }) => {
      const size = data.length / replicas;
      return data.subarray(r * size, (r + 1) * size);
    });
    const norm = Math.sqrt(own.reduce((sum, values) => sum + squaredNorm(values), 0));
    if (norm <= limit) continue;
    for (const values of own) {
      for (let k = 0; k < values.length; k++) values[k] *= limit / norm;
    }
  }
}

function squaredNorm(values: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += values[k] * values[k];
  return sum;
}
