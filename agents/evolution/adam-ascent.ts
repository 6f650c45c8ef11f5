import type { Ascent } from "./ascent.js";

const BETA_1 = 0.9;
const BETA_2 = 0.999;
const EPSILON = 1e-8;

/** Adam (Kingma and Ba 2015, arXiv 1412.6980) with its authors' constants, ascending, in float64. */
export function createAdamAscent(size: number): Ascent {
  const m = new Float64Array(size);
  const v = new Float64Array(size);
  return {
    memory: { m, v },
    ascend(mean, gradient, rate, step) {
      const correction1 = 1 - BETA_1 ** step;
      const correction2 = 1 - BETA_2 ** step;
      for (let i = 0; i < size; i++) {
        const g = gradient[i]!;
        m[i] = BETA_1 * m[i]! + (1 - BETA_1) * g;
        v[i] = BETA_2 * v[i]! + (1 - BETA_2) * g * g;
        mean[i]! += (rate * m[i]!) / correction1 / (Math.sqrt(v[i]! / correction2) + EPSILON);
      }
    },
  };
}
