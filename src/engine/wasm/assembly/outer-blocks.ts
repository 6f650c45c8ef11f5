/** Outer products summed over a batch, four inputs by eight units at a time. */
import { splat, storeLanes } from "./lanes";

/** So many samples at a time that what they are made of stays in the processor's nearest memory. */
const BLOCK: u32 = 64;
/** gain_b h_bi of four inputs in a block of samples, one sample after the other. */
const SCALED: usize = memory.data(1024, 16);

/**
 * gradient_ij = factor Σ_b gain_b h_bi e_bj for the first `inputs` & ~3 rows i; each sum goes through the samples in
 * their order. `units` > 1.
 */
export function outerBlocks(
  gradient: usize,
  h: usize,
  e: usize,
  gain: usize,
  factor: usize,
  batch: u32,
  inputs: u32,
  units: u32,
): void {
  const hStride: usize = inputs << 2;
  const stride: usize = units << 2;
  for (let first: u32 = 0; first < batch; first += BLOCK) {
    const samples = min(BLOCK, batch - first);
    const isLast = first + BLOCK >= batch;
    let rows = gradient;
    for (let i: u32 = 0; i + 4 <= inputs; i += 4, rows += stride << 2) {
      scale(h + (i << 2), hStride, gain, samples);
      for (let j: u32 = 0; j < units; j += 8) {
        const o: usize = j << 2;
        if (units - j > 4) addBlock(rows + o, stride, e + o, samples, first == 0, isLast ? factor : 0, units - j);
        else addNarrowBlock(rows + o, stride, e + o, samples, first == 0, isLast ? factor : 0, units - j);
      }
    }
    h += hStride * BLOCK;
    e += stride * BLOCK;
    gain += BLOCK << 2;
  }
}

/** Fills SCALED. */
function scale(h: usize, stride: usize, gain: usize, samples: u32): void {
  const end = SCALED + (samples << 4);
  for (let to = SCALED; to < end; to += 16, h += stride, gain += 4) {
    v128.store(to, f32x4.mul(v128.load(h), splat(gain)));
  }
}

/** Four rows of five to eight columns: adds a block's products to what is there, unless it is the first. */
function addBlock(
  row0: usize,
  stride: usize,
  e: usize,
  samples: u32,
  isFirst: bool,
  factor: usize,
  left: u32,
): void {
  const row1 = row0 + stride;
  const row2 = row1 + stride;
  const row3 = row2 + stride;
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let b0 = a0;
  let b1 = a0;
  let c0 = a0;
  let c1 = a0;
  let d0 = a0;
  let d1 = a0;
  if (!isFirst) {
    a0 = v128.load(row0);
    a1 = v128.load(row0, 16);
    b0 = v128.load(row1);
    b1 = v128.load(row1, 16);
    c0 = v128.load(row2);
    c1 = v128.load(row2, 16);
    d0 = v128.load(row3);
    d1 = v128.load(row3, 16);
  }
  const end = SCALED + (samples << 4);
  for (let x = SCALED; x < end; x += 16, e += stride) {
    const v0 = v128.load(e);
    const v1 = v128.load(e, 16);
    const xa = v128.load32_splat(x);
    const xb = v128.load32_splat(x, 4);
    const xc = v128.load32_splat(x, 8);
    const xd = v128.load32_splat(x, 12);
    a0 = f32x4.add(a0, f32x4.mul(xa, v0));
    a1 = f32x4.add(a1, f32x4.mul(xa, v1));
    b0 = f32x4.add(b0, f32x4.mul(xb, v0));
    b1 = f32x4.add(b1, f32x4.mul(xb, v1));
    c0 = f32x4.add(c0, f32x4.mul(xc, v0));
    c1 = f32x4.add(c1, f32x4.mul(xc, v1));
    d0 = f32x4.add(d0, f32x4.mul(xd, v0));
    d1 = f32x4.add(d1, f32x4.mul(xd, v1));
  }
  if (factor != 0) {
    const s = splat(factor);
    a0 = f32x4.mul(a0, s);
    a1 = f32x4.mul(a1, s);
    b0 = f32x4.mul(b0, s);
    b1 = f32x4.mul(b1, s);
    c0 = f32x4.mul(c0, s);
    c1 = f32x4.mul(c1, s);
    d0 = f32x4.mul(d0, s);
    d1 = f32x4.mul(d1, s);
  }
  v128.store(row0, a0);
  storeLanes(row0 + 16, a1, left - 4);
  v128.store(row1, b0);
  storeLanes(row1 + 16, b1, left - 4);
  v128.store(row2, c0);
  storeLanes(row2 + 16, c1, left - 4);
  v128.store(row3, d0);
  storeLanes(row3 + 16, d1, left - 4);
}

/** The same of up to four columns. */
function addNarrowBlock(
  row0: usize,
  stride: usize,
  e: usize,
  samples: u32,
  isFirst: bool,
  factor: usize,
  left: u32,
): void {
  const row1 = row0 + stride;
  const row2 = row1 + stride;
  const row3 = row2 + stride;
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  if (!isFirst) {
    a = v128.load(row0);
    b = v128.load(row1);
    c = v128.load(row2);
    d = v128.load(row3);
  }
  const end = SCALED + (samples << 4);
  for (let x = SCALED; x < end; x += 16, e += stride) {
    const v = v128.load(e);
    a = f32x4.add(a, f32x4.mul(v128.load32_splat(x), v));
    b = f32x4.add(b, f32x4.mul(v128.load32_splat(x, 4), v));
    c = f32x4.add(c, f32x4.mul(v128.load32_splat(x, 8), v));
    d = f32x4.add(d, f32x4.mul(v128.load32_splat(x, 12), v));
  }
  if (factor != 0) {
    const s = splat(factor);
    a = f32x4.mul(a, s);
    b = f32x4.mul(b, s);
    c = f32x4.mul(c, s);
    d = f32x4.mul(d, s);
  }
  storeLanes(row0, a, left);
  storeLanes(row1, b, left);
  storeLanes(row2, c, left);
  storeLanes(row3, d, left);
}
