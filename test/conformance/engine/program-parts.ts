import type { Head } from "../../../src/engine/engine.js";
import type { Workspace } from "./workspace.js";

/** A short use of the engine's operations that names its results. */
export type Program = (w: Workspace) => void;

export const TEMPERATURES = [1, 2, 0.5];
export const RATES = [0.01, 0.002, 0.1];
/** Rounding of one operation, of a few, of sums, and of chains of quotients. */
export const ROUNDED = 1e-7;
export const CLOSE = 1e-6;
export const SUMMED = 1e-5;
export const CHAINED = 1e-4;

export function whole(columns: number, kind: Head["kind"] = "bernoulli", fixedLast = false): Head {
  return { kind, start: 0, count: columns, fixedLast };
}

/** All but the outer columns, where there are enough. */
export function inner(columns: number, kind: Head["kind"], fixedLast: boolean): Head {
  return columns < 3 ? whole(columns, kind, fixedLast) : { kind, start: 1, count: columns - 2, fixedLast };
}

/** Heads of all kinds that share the columns. */
export function mixed(columns: number): Head[] {
  const third = Math.ceil(columns / 3);
  const bounds = [0, third, Math.min(2 * third, columns), columns];
  const heads = bounds.slice(1).map((end, k): Head => {
    const kind = k === 0 ? "bernoulli" : "softmax";
    return { kind, start: bounds[k], count: end - bounds[k], fixedLast: k === 1 };
  });
  return heads.filter((head) => head.count > 0);
}
