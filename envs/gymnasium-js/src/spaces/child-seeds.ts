import type { PCG64 } from "../random/pcg64.js";

/** Seeds of a composite space's parts: 32-bit draws of the space's own generator, restarted by `seed`. */
export function childSeeds(generator: PCG64, seed: bigint | number, count: number): readonly number[] {
  generator.seed(seed);
  return generator.integerArray(0, 2 ** 31 - 1, count);
}
