import type { PCG64 } from "gymnasium-js";

/** A closed interval. */
export type Interval = readonly [low: number, high: number];

/** What one parameter of a task is drawn from. Plain JSON. */
export type ParameterRange =
  /** An interval, by equal chances, then a number uniform within it. */
  | { readonly kind: "intervals"; readonly intervals: readonly Interval[] }
  /** The same, but an integer of the interval, its ends included. */
  | { readonly kind: "integers"; readonly intervals: readonly Interval[] }
  /** Either, by a fair coin. */
  | { readonly kind: "boolean" }
  /** An integer in 0 … 2^32 − 1, uniform: the seed of what the task keeps hidden. */
  | { readonly kind: "seed" };

/** The union of closed intervals. */
export function between(...intervals: readonly Interval[]): ParameterRange {
  return { kind: "intervals", intervals };
}

/** Integers of the union of closed intervals whose ends are integers. */
export function integersBetween(...intervals: readonly Interval[]): ParameterRange {
  return { kind: "integers", intervals };
}

/** True or false. */
export const EITHER: ParameterRange = { kind: "boolean" };

/** Any 32-bit seed. */
export const ANY_SEED: ParameterRange = { kind: "seed" };

export function drawFrom(range: ParameterRange, generator: PCG64): number | boolean {
  if (range.kind === "boolean") return generator.random() < 0.5;
  if (range.kind === "seed") return generator.nextUint32();
  const [low, high] = range.intervals[generator.integers(0, range.intervals.length)]!;
  return range.kind === "integers" ? generator.integers(low, high + 1) : generator.uniform(low, high);
}

export function isWithin(range: ParameterRange, value: unknown): boolean {
  if (range.kind === "boolean") return typeof value === "boolean";
  if (typeof value !== "number") return false;
  if (range.kind === "seed") return Number.isInteger(value) && value >= 0 && value < 2 ** 32;
  if (range.kind === "integers" && !Number.isInteger(value)) return false;
  return range.intervals.some(([low, high]) => value >= low && value <= high);
}
