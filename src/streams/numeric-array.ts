import type { NumericArray } from "gymnasium-js";

/** A zeroed array of the same dtype. */
export function emptyLike(array: NumericArray): NumericArray {
  return new (array.constructor as new (length: number) => NumericArray)(array.length);
}

/**
 * Copies `source` into `target` (same length) and looks for NaN in the same pass.
 * Returns false when there is one.
 */
export function copyUnlessNaN(source: NumericArray, target: NumericArray): boolean {
  if (!(source instanceof Float32Array || source instanceof Float64Array)) {
    target.set(source);
    return true;
  }
  const length = source.length;
  // NaN survives every addition, so one comparison at the end answers for all elements; four sums
  // because a single one would wait for each addition in turn.
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let i = 0;
  for (; i + 3 < length; i += 4) {
    const p = source[i] as number;
    const q = source[i + 1] as number;
    const r = source[i + 2] as number;
    const s = source[i + 3] as number;
    target[i] = p;
    target[i + 1] = q;
    target[i + 2] = r;
    target[i + 3] = s;
    a += p;
    b += q;
    c += r;
    d += s;
  }
  for (; i < length; i++) {
    const p = source[i] as number;
    target[i] = p;
    a += p;
  }
  const sum = a + b + c + d;
  // ∞ − ∞ is NaN too, and infinite observations are allowed.
  return !Number.isNaN(sum) || indexOfNaN(source, 0, length) < 0;
}

/** The first index in [from, to) that holds NaN, or -1. */
export function indexOfNaN(array: NumericArray, from: number, to: number): number {
  for (let i = from; i < to; i++) {
    if (Number.isNaN(array[i])) return i;
  }
  return -1;
}
