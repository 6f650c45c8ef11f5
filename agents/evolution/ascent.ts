import { createAdamAscent } from "./adam-ascent.js";
import { createSgdAscent } from "./sgd-ascent.js";

/** How a gradient moves the mean of a search. */
export interface Ascent {
  /** Arrays that belong to its state, by name; changed in place. */
  readonly memory: Readonly<Record<string, Float64Array>>;
  /** @param rate of this step, @param step 1 for the first */
  ascend(mean: Float64Array, gradient: Float64Array, rate: number, step: number): void;
}

export const ASCENTS = ["adam", "sgd"] as const;

export type AscentKind = (typeof ASCENTS)[number];

/** @param size parameters of the search */
export function createAscent(kind: AscentKind, size: number): Ascent {
  return kind === "adam" ? createAdamAscent(size) : createSgdAscent();
}
