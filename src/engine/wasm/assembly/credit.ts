/** Element-wise credit. */
import { splat, storeLanes } from "./lanes";
import { one } from "./math";

/** e = h − p. */
export function score(e: usize, h: usize, p: usize, count: u32): void {
  let left: i32 = count;
  for (; left >= 4; left -= 4, e += 16, h += 16, p += 16) {
    v128.store(e, f32x4.sub(v128.load(h), v128.load(p)));
  }
  if (left > 0) storeLanes(e, f32x4.sub(v128.load(h), v128.load(p)), left);
}

/** out = a ∘ b. */
export function multiply(out: usize, a: usize, b: usize, count: u32): void {
  let left: i32 = count;
  for (; left >= 4; left -= 4, out += 16, a += 16, b += 16) {
    v128.store(out, f32x4.mul(v128.load(a), v128.load(b)));
  }
  if (left > 0) storeLanes(out, f32x4.mul(v128.load(a), v128.load(b)), left);
}

/** out = a ∘ p ∘ (1 − p). */
export function multiplyLogisticSlope(out: usize, a: usize, p: usize, count: u32): void {
  for (let left: i32 = count; left > 0; left -= 4, out += 16, a += 16, p += 16) {
    const on = v128.load(p);
    storeLanes(out, f32x4.mul(f32x4.mul(v128.load(a), on), f32x4.sub(one(), on)), left);
  }
}

/** out_j += s a_j, or out_j = s a_j unless `keep`, with s in `column` of each of the rows of `s`. */
export function addScaled(
  out: usize,
  a: usize,
  s: usize,
  rows: u32,
  columns: u32,
  scales: u32,
  column: u32,
  keep: bool,
): void {
  s += column << 2;
  for (let b: u32 = 0; b < rows; b++, s += scales << 2) {
    const scale = splat(s);
    for (let left: i32 = columns; left > 0; left -= 4) {
      const lanes = min(left, 4);
      const scaled = f32x4.mul(scale, v128.load(a));
      storeLanes(out, keep ? f32x4.add(v128.load(out), scaled) : scaled, lanes);
      out += lanes << 2;
      a += lanes << 2;
    }
  }
}
