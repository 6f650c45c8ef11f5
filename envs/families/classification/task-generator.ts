import { PCG64 } from "gymnasium-js";

/** What a task's own generators are for. */
export const SAMPLES = 1n;
export const LABELS = 2n;
export const ORDERS = 3n;

/**
 * A generator of a task's own. Its seed lies above all 64-bit ones, so that what environments draw (test samples,
 * say) repeats nothing that the task drew (training samples), whatever their seeds.
 */
export function taskGenerator(purpose: bigint, seed: number): PCG64 {
  return new PCG64((purpose << 96n) | BigInt(seed));
}
