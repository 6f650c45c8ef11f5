import type { NumericArray } from "gymnasium-js";
import type { Tensor } from "../../src/engine/engine.js";
import type { Transition } from "../agent.js";

/** Turns transitions into the scalar that multiplies the actor's eligibilities, and makes it learn. */
export interface Feedback {
  /** After the actor acted on `observations`, its activity being in `slot`. */
  acted?(slot: number, observations: NumericArray): void;
  learn(transition: Transition): void;
  /** Everything that outlives a step, by name. */
  tensors(): Record<string, Tensor>;
  /** Plain numbers that outlive a step. */
  counters(): Record<string, readonly number[]>;
  restored(counters: Readonly<Record<string, readonly number[]>>): void;
}

/** Sub-environments of each replica whose transition counts, for means over the batch. */
export function countValid(valid: Uint8Array, replica: number, batch: number): number {
  let count = 0;
  for (let k = replica * batch; k < (replica + 1) * batch; k++) count += valid[k];
  return count;
}

/** Copies observations without the fixed cost that `set` has on a few numbers. */
export function copyInto(target: Float32Array | Float64Array, source: NumericArray): void {
  if (source.length > 32) {
    target.set(source);
    return;
  }
  for (let k = 0; k < source.length; k++) target[k] = source[k];
}

/** Copies the observation that followed each step: the episode's own last one where it was truncated. */
export function copyFollowing(target: Tensor, transition: Transition): void {
  const { nextObservations, finalObservations, truncated } = transition;
  const { data, columns } = target;
  copyInto(data, nextObservations);
  for (let k = 0; k < truncated.length; k++) {
    if (!truncated[k]) continue;
    for (let i = k * columns; i < (k + 1) * columns; i++) data[i] = finalObservations[i];
  }
}
