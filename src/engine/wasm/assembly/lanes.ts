/**
 * Four float32 lanes at a time. Tensors have no padding, so the last vector of a row may be partial:
 * it is loaded whole (the engine keeps slack behind every tensor) and stored in part.
 *
 * Constants and splatted parameters are *loaded* where they are used. V8 sinks arithmetic on
 * loop-invariant values into the innermost loop (a splat, even a division); a load stays where it is
 * written and costs one micro-operation.
 */

/** A constant 1, the activity that the bias sees, with slack. */
export const ONES: usize = memory.data<f32>([1, 1, 1, 1]);
/** 2^-57. */
const FLUSH: usize = memory.data<f32>([6.938893903907228e-18]);
/** Words 4 − n … 7 − n select the first n lanes. */
const LANE_MASKS: usize = memory.data<u32>([~0, ~0, ~0, ~0, 0, 0, 0, 0]);

/** One float32 in all lanes. */
// @ts-ignore: decorator
@inline
export function splat(pointer: usize): v128 {
  return v128.load32_splat(pointer);
}

/**
 * x rounded to a multiple of 2^-80. Without it a value that decays would stay denormal for ever (0.9 of
 * the least number rounds to itself), and arithmetic on denormals takes many times as long. Above 2^-57
 * nothing is lost but a last bit.
 */
// @ts-ignore: decorator
@inline
export function flush(x: v128): v128 {
  const tiny = splat(FLUSH);
  return f32x4.sub(f32x4.add(x, tiny), tiny);
}

/** All bits set in the first `count` of four lanes. */
// @ts-ignore: decorator
@inline
export function laneMask(count: u32): v128 {
  return v128.load(LANE_MASKS + ((4 - count) << 2));
}

/** Stores the first `count` ≤ 4 lanes. */
// @ts-ignore: decorator
@inline
export function storeLanes(pointer: usize, value: v128, count: u32): void {
  if (count >= 4) {
    v128.store(pointer, value);
  } else if (count == 3) {
    v128.store64_lane(pointer, value, 0);
    v128.store32_lane(pointer + 8, value, 2);
  } else if (count == 2) {
    v128.store64_lane(pointer, value, 0);
  } else if (count == 1) {
    v128.store32_lane(pointer, value, 0);
  }
}

/** Sum of the four lanes. */
// @ts-ignore: decorator
@inline
export function sumLanes(value: v128): f32 {
  const pairs = f32x4.add(value, v128.shuffle<i32>(value, value, 2, 3, 2, 3));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

/** [Σa, Σb, Σc, Σd]. */
// @ts-ignore: decorator
@inline
export function sumLanesOfFour(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<i64>(ab, cd, 0, 2), v128.shuffle<i64>(ab, cd, 1, 3));
}

/** Number of elements in a tensor's vectors that are whole. */
// @ts-ignore: decorator
@inline
export function wholeLanes(count: u32): u32 {
  return count & ~3;
}
