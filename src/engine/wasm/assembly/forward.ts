/** Affine maps, softmax and sampling. */
import { affinePairs } from "./affine-pairs";
import { laneMask, splat, storeLanes, sumLanes, wholeLanes } from "./lanes";
import { exp, one } from "./math";

/** 1/T of the replica at hand. */
const INVERSE: usize = memory.data<f32>([1]);

/** z = (h W + b)/T. */
export function affine(
  z: usize,
  h: usize,
  weights: usize,
  temperature: usize,
  replicas: u32,
  batch: u32,
  inputs: u32,
  units: u32,
): void {
  const hStride: usize = inputs << 2;
  const zStride: usize = units << 2;
  for (let r: u32 = 0; r < replicas; r++) {
    store<f32>(INVERSE, 1 / load<f32>(temperature + (r << 2)));
    let b: u32 = 0;
    if (units > 1 && batch > 1) {
      b = batch & ~1;
      affinePairs(z, h, weights, INVERSE, b, inputs, units);
      z += <usize>b * zStride;
      h += <usize>b * hStride;
    }
    for (; b < batch; b++) {
      if (units == 1) dot(z, h, weights, inputs);
      else row(z, h, weights, inputs, units);
      z += zStride;
      h += hStride;
    }
    weights += (hStride + 4) * units;
  }
}

/** One sample and one unit: weights lie side by side. */
function dot(z: usize, h: usize, w: usize, inputs: u32): void {
  const bias = load<f32>(w + (inputs << 2));
  let a = f32x4.splat(0);
  let b = f32x4.splat(0);
  let i: u32 = 0;
  for (; i + 8 <= inputs; i += 8, h += 32, w += 32) {
    a = f32x4.add(a, f32x4.mul(v128.load(h), v128.load(w)));
    b = f32x4.add(b, f32x4.mul(v128.load(h, 16), v128.load(w, 16)));
  }
  if (i + 4 <= inputs) {
    a = f32x4.add(a, f32x4.mul(v128.load(h), v128.load(w)));
    i += 4;
    h += 16;
    w += 16;
  }
  if (i < inputs) b = f32x4.add(b, v128.and(laneMask(inputs - i), f32x4.mul(v128.load(h), v128.load(w))));
  store<f32>(z, (sumLanes(f32x4.add(a, b)) + bias) * load<f32>(INVERSE));
}

/**
 * One sample: blocks of 16 and 4 units, two inputs at a time. V8 issues all loads of a block first;
 * more sums than these would not stay in registers.
 */
function row(z: usize, h: usize, w: usize, inputs: u32, units: u32): void {
  const stride: usize = units << 2;
  const end = h + (inputs << 2);
  const evenEnd = h + ((inputs & ~1) << 2);
  const bias = <usize>inputs * stride;
  const inverse = splat(INVERSE);
  let left: i32 = units;
  for (; left >= 16; left -= 16, z += 64, w += 64) {
    let a = v128.load(w + bias, 0);
    let b = v128.load(w + bias, 16);
    let c = v128.load(w + bias, 32);
    let d = v128.load(w + bias, 48);
    let w0 = w;
    let hi = h;
    for (; hi < evenEnd; hi += 8) {
      const x0 = v128.load32_splat(hi, 0);
      const x1 = v128.load32_splat(hi, 4);
      const w1 = w0 + stride;
      a = f32x4.add(a, f32x4.add(f32x4.mul(x0, v128.load(w0, 0)), f32x4.mul(x1, v128.load(w1, 0))));
      b = f32x4.add(b, f32x4.add(f32x4.mul(x0, v128.load(w0, 16)), f32x4.mul(x1, v128.load(w1, 16))));
      c = f32x4.add(c, f32x4.add(f32x4.mul(x0, v128.load(w0, 32)), f32x4.mul(x1, v128.load(w1, 32))));
      d = f32x4.add(d, f32x4.add(f32x4.mul(x0, v128.load(w0, 48)), f32x4.mul(x1, v128.load(w1, 48))));
      w0 = w1 + stride;
    }
    if (hi < end) {
      const x = splat(hi);
      a = f32x4.add(a, f32x4.mul(x, v128.load(w0, 0)));
      b = f32x4.add(b, f32x4.mul(x, v128.load(w0, 16)));
      c = f32x4.add(c, f32x4.mul(x, v128.load(w0, 32)));
      d = f32x4.add(d, f32x4.mul(x, v128.load(w0, 48)));
    }
    v128.store(z, f32x4.mul(inverse, a), 0);
    v128.store(z, f32x4.mul(inverse, b), 16);
    v128.store(z, f32x4.mul(inverse, c), 32);
    v128.store(z, f32x4.mul(inverse, d), 48);
  }
  for (; left > 0; left -= 4, z += 16, w += 16) {
    let a = v128.load(w + bias);
    let w0 = w;
    let hi = h;
    for (; hi < evenEnd; hi += 8) {
      const x0 = v128.load32_splat(hi, 0);
      const x1 = v128.load32_splat(hi, 4);
      const w1 = w0 + stride;
      a = f32x4.add(a, f32x4.add(f32x4.mul(x0, v128.load(w0)), f32x4.mul(x1, v128.load(w1))));
      w0 = w1 + stride;
    }
    if (hi < end) a = f32x4.add(a, f32x4.mul(splat(hi), v128.load(w0)));
    storeLanes(z, f32x4.mul(inverse, a), left);
  }
}

/** p = softmax(z) on `count` columns from `start` on of every row. */
export function softmax(
  p: usize,
  z: usize,
  rows: u32,
  columns: u32,
  start: u32,
  count: u32,
  fixedLast: bool,
): void {
  const stride: usize = columns << 2;
  const bytes: usize = count << 2;
  p += start << 2;
  z += start << 2;
  for (let b: u32 = 0; b < rows; b++, p += stride, z += stride) {
    let maximum: f32 = fixedLast ? 0 : load<f32>(z);
    for (let o: usize = 0; o < bytes; o += 4) maximum = max<f32>(maximum, load<f32>(z + o));
    const shift = f32x4.splat(maximum);
    let total = f32x4.splat(0);
    let left: i32 = count;
    for (let o: usize = 0; left > 0; o += 16, left -= 4) {
      const value = exp(f32x4.sub(v128.load(z + o), shift));
      storeLanes(p + o, value, left);
      total = f32x4.add(total, left >= 4 ? value : v128.and(laneMask(left), value));
    }
    let sum = sumLanes(total);
    if (fixedLast) sum += f32x4.extract_lane(exp(f32x4.neg(shift)), 0);
    const inverse = f32x4.splat(1 / sum);
    left = count;
    for (let o: usize = 0; left > 0; o += 16, left -= 4) {
      storeLanes(p + o, f32x4.mul(v128.load(p + o), inverse), left);
    }
  }
}

/** h = [u < p], u read from column `offset` on. */
export function sampleBernoulli(
  h: usize,
  p: usize,
  u: usize,
  rows: u32,
  columns: u32,
  start: u32,
  count: u32,
  uniformColumns: u32,
  offset: u32,
): void {
  const stride: usize = columns << 2;
  h += start << 2;
  p += start << 2;
  u += offset << 2;
  for (let b: u32 = 0; b < rows; b++, h += stride, p += stride, u += uniformColumns << 2) {
    const whole: usize = wholeLanes(count) << 2;
    for (let o: usize = 0; o < whole; o += 16) {
      v128.store(h + o, v128.and(one(), f32x4.lt(v128.load(u + o), v128.load(p + o))));
    }
    if (count & 3) {
      const value = v128.and(one(), f32x4.lt(v128.load(u + whole), v128.load(p + whole)));
      storeLanes(h + whole, value, count & 3);
    }
  }
}

/** h = one-hot of the class that the uniform in column `offset` falls on. */
export function sampleSoftmax(
  h: usize,
  p: usize,
  u: usize,
  rows: u32,
  columns: u32,
  start: u32,
  count: u32,
  fixedLast: bool,
  uniformColumns: u32,
  offset: u32,
): void {
  const stride: usize = columns << 2;
  h += start << 2;
  p += start << 2;
  u += offset << 2;
  // A full softmax gives its last class whatever rounding leaves over.
  const last: u32 = fixedLast ? count : count - 1;
  for (let b: u32 = 0; b < rows; b++, h += stride, p += stride, u += uniformColumns << 2) {
    const draw = load<f32>(u);
    let chosen: u32 = 0;
    let cumulative = load<f32>(p);
    while (chosen < last && draw >= cumulative) {
      chosen++;
      if (chosen < count) cumulative += load<f32>(p + (chosen << 2));
    }
    for (let k: u32 = 0; k < count; k++) store<f32>(h + (k << 2), k == chosen ? 1 : 0);
  }
}
