import type { Ascent } from "./ascent.js";

/** Steps of rate times gradient. */
export function createSgdAscent(): Ascent {
  return {
    memory: {},
    ascend(mean, gradient, rate) {
      for (let i = 0; i < mean.length; i++) mean[i]! += rate * gradient[i]!;
    },
  };
}
