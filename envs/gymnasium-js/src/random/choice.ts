import { InvalidArgumentError } from "../errors.js";
import type { PCG64 } from "./pcg64.js";

/**
 * Running sums of weights, the last exactly 1: what `pick` draws from.
 *
 * @param weights finite numbers ≥ 0, not all zero.
 * @throws InvalidArgumentError
 */
export function cumulate(weights: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(weights.length);
  let sum = 0;
  for (let i = 0; i < sums.length; i++) {
    if (!(weights[i]! >= 0)) throw new InvalidArgumentError(`weights[${i}]`, weights[i], "a number ≥ 0");
    sum += weights[i]!;
    sums[i] = sum;
  }
  if (!(sum > 0 && sum < Infinity)) {
    throw new InvalidArgumentError("weights", weights, "finite numbers of positive sum");
  }
  for (let i = 0; i < sums.length; i++) sums[i] = sums[i]! / sum;
  return sums;
}

/** An index, drawn as NumPy's `Generator.choice(n, p=…)` from one `random()`. */
export function pick(generator: PCG64, cumulative: Float64Array): number {
  const draw = generator.random();
  let low = 0;
  let high = cumulative.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cumulative[middle]! > draw) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** 0 … n − 1 in random order, as NumPy's `Generator.permutation(n)`. n up to 2^31 − 1. */
export function permutation(generator: PCG64, n: number): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    // Not Lemire's method: as many bits as i has, until they are at most i.
    const shift = Math.clz32(i);
    let j = 0;
    do j = (generator.nextUint32() << shift) >>> shift;
    while (j > i);
    const kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  }
  return order;
}
