/** Sums of weights and eligibilities for eight inputs of two samples at a time. */
import { splat } from "./lanes";
import { gatherTransposed, PANEL, PANEL_LENGTH } from "./panels";

/** From so many samples on gathering pays. */
const LEAST_BATCH: u32 = 8;

/** Σ over every fourth unit, from the first, second, third and fourth on: two samples, eight inputs. */
const SUMS: usize = memory.data(256, 16);

/** Whether {@link projectPanels} can be used and pays. */
export function fitsPanels(batch: u32, inputs: u32, units: u32): bool {
  return batch >= LEAST_BATCH && inputs >= 8 && units >= 8 && units <= PANEL_LENGTH;
}

/**
 * out_i = factor Σ_j w_ij e_j, times h_i unless `h` is 0, for the first `inputs` & ~7 inputs of an even number of samples.
 * Each sum is formed as that of one sample alone is: every fourth unit by itself, two such after the other at a time.
 */
export function projectPanels(
  out: usize,
  h: usize,
  weights: usize,
  e: usize,
  factor: usize,
  batch: u32,
  inputs: u32,
  units: u32,
): void {
  const below: usize = inputs << 2;
  const stride: usize = units << 2;
  for (let i: u32 = 0; i + 8 <= inputs; i += 8) {
    const o: usize = i << 2;
    gatherTransposed(weights + <usize>i * stride, stride, units);
    let ea = e;
    for (let b: u32 = 0; b < batch; b += 2, ea += stride << 1) {
      const from = <usize>b * below + o;
      sumFourths(ea, stride, units);
      combine(out + from, h == 0 ? 0 : h + from, below, factor);
    }
  }
}

/** Fills SUMS. */
function sumFourths(e: usize, stride: usize, units: u32): void {
  const paired: usize = (units & ~7) << 2;
  for (let first: usize = 0; first < 16; first += 4) {
    let a0 = f32x4.splat(0);
    let a1 = a0;
    let b0 = a0;
    let b1 = a0;
    let ea = e + first;
    let eb = ea + stride;
    let w = PANEL + (first << 3);
    for (const end = ea + paired; ea < end; ea += 32, eb += 32, w += 256) {
      const v00 = v128.load(w);
      const v01 = v128.load(w, 16);
      const v10 = v128.load(w, 128);
      const v11 = v128.load(w, 144);
      const x0 = v128.load32_splat(ea);
      const x1 = v128.load32_splat(ea, 16);
      const y0 = v128.load32_splat(eb);
      const y1 = v128.load32_splat(eb, 16);
      a0 = f32x4.add(a0, f32x4.add(f32x4.mul(x0, v00), f32x4.mul(x1, v10)));
      a1 = f32x4.add(a1, f32x4.add(f32x4.mul(x0, v01), f32x4.mul(x1, v11)));
      b0 = f32x4.add(b0, f32x4.add(f32x4.mul(y0, v00), f32x4.mul(y1, v10)));
      b1 = f32x4.add(b1, f32x4.add(f32x4.mul(y0, v01), f32x4.mul(y1, v11)));
    }
    for (let o = paired + first; o < stride; o += 16, ea += 16, eb += 16, w += 128) {
      const v0 = v128.load(w);
      const v1 = v128.load(w, 16);
      const x = splat(ea);
      const y = splat(eb);
      a0 = f32x4.add(a0, f32x4.mul(x, v0));
      a1 = f32x4.add(a1, f32x4.mul(x, v1));
      b0 = f32x4.add(b0, f32x4.mul(y, v0));
      b1 = f32x4.add(b1, f32x4.mul(y, v1));
    }
    const to = SUMS + (first << 4);
    v128.store(to, a0);
    v128.store(to, a1, 16);
    v128.store(to, b0, 32);
    v128.store(to, b1, 48);
  }
}

/** Stores what SUMS come to. */
// @ts-ignore: decorator
@inline
function combine(out: usize, h: usize, below: usize, factor: usize): void {
  storeSum(out, h, 0, factor);
  storeSum(out + 16, h == 0 ? 0 : h + 16, 16, factor);
  storeSum(out + below, h == 0 ? 0 : h + below, 32, factor);
  storeSum(out + below + 16, h == 0 ? 0 : h + below + 16, 48, factor);
}

// @ts-ignore: decorator
@inline
function storeSum(out: usize, h: usize, o: usize, factor: usize): void {
  const even = f32x4.add(v128.load(SUMS + o), v128.load(SUMS + o, 128));
  const odd = f32x4.add(v128.load(SUMS + o, 64), v128.load(SUMS + o, 192));
  const sum = f32x4.mul(splat(factor), f32x4.add(even, odd));
  v128.store(out, h == 0 ? sum : f32x4.mul(v128.load(h), sum));
}
