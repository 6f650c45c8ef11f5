/** Likelihood ratios of Gaussian values with one of the inputs on and off. */
import { clampScale } from "./gaussian";
import { splat, storeLanes } from "./lanes";
import { exp, half } from "./math";

/** 1/T of the replica at hand. */
const INVERSE: usize = memory.data<f32>([1]);

/** The weights of one unit from inputs i … i + 3 (the last one repeated past the end), over T. */
// @ts-ignore: decorator
@inline
function column(weights: usize, i: u32, last: u32, stride: usize): v128 {
  let w = v128.load32_zero(weights + <usize>i * stride);
  w = v128.load32_lane(weights + <usize>min(i + 1, last) * stride, w, 1);
  w = v128.load32_lane(weights + <usize>min(i + 2, last) * stride, w, 2);
  w = v128.load32_lane(weights + <usize>min(i + 3, last) * stride, w, 3);
  return f32x4.mul(w, splat(INVERSE));
}

/**
 * Adds the head's share to λ. `z`, `a` and `weights` point to the head's first column, `s` to its first
 * log σ, and `scaleWeights`, unless 0, to the weights that lead to that.
 */
export function gaussianRatio(
  lambda: usize,
  h: usize,
  z: usize,
  a: usize,
  weights: usize,
  temperature: usize,
  s: usize,
  scaleWeights: usize,
  replicas: u32,
  batch: u32,
  inputs: u32,
  units: u32,
  count: u32,
  scaleColumns: u32,
  first: bool,
): void {
  const bytes: usize = inputs << 2;
  const stride: usize = units << 2;
  for (let r: u32 = 0; r < replicas; r++) {
    store<f32>(INVERSE, 1 / load<f32>(temperature + (r << 2)));
    for (let b: u32 = 0; b < batch; b++) {
      if (first) memory.fill(lambda, 0, bytes);
      for (let j: usize = 0; j < count << 2; j += 4) {
        if (scaleWeights == 0) shiftRatio(lambda, h, z + j, a + j, weights + j, s + j, inputs, stride);
        else {
          scaledRatio(lambda, h, z + j, a + j, weights + j, s + j, scaleWeights + j, inputs, stride);
        }
      }
      lambda += bytes;
      h += bytes;
      z += stride;
      a += stride;
      s += scaleColumns << 2;
    }
    weights += <usize>(inputs + 1) * stride;
    if (scaleWeights != 0) scaleWeights += <usize>(inputs + 1) * stride;
  }
}

/** λ_i = w_i (a − m)/σ², m half-way between the two means. */
// @ts-ignore: decorator
@inline
function shiftRatio(
  lambda: usize,
  h: usize,
  z: usize,
  a: usize,
  w: usize,
  s: usize,
  inputs: u32,
  stride: usize,
): void {
  const last = inputs - 1;
  const precision = exp(f32x4.neg(clampScale(splat(s))));
  const deviation = f32x4.sub(splat(a), splat(z));
  for (let i: u32 = 0; i < inputs; i += 4) {
    const weight = column(w, i, last, stride);
    const middle = f32x4.mul(f32x4.sub(half(), v128.load(h + (i << 2))), weight);
    const rest = f32x4.mul(f32x4.sub(deviation, middle), precision);
    const value = f32x4.mul(f32x4.mul(weight, precision), rest);
    const target = lambda + (i << 2);
    storeLanes(target, f32x4.add(v128.load(target), value), inputs - i);
  }
}

/** The same where σ depends on the input as well. */
// @ts-ignore: decorator
@inline
function scaledRatio(
  lambda: usize,
  h: usize,
  z: usize,
  a: usize,
  w: usize,
  s: usize,
  v: usize,
  inputs: u32,
  stride: usize,
): void {
  const last = inputs - 1;
  const deviation = f32x4.sub(splat(a), splat(z));
  for (let i: u32 = 0; i < inputs; i += 4) {
    const on = v128.load(h + (i << 2));
    const weight = column(w, i, last, stride);
    const scaleWeight = column(v, i, last, stride);
    const offMean = f32x4.add(deviation, f32x4.mul(on, weight));
    const offScale = f32x4.sub(splat(s), f32x4.mul(on, scaleWeight));
    const scale0 = clampScale(offScale);
    const scale1 = clampScale(f32x4.add(offScale, scaleWeight));
    const ratio0 = f32x4.mul(offMean, exp(f32x4.neg(scale0)));
    const ratio1 = f32x4.mul(f32x4.sub(offMean, weight), exp(f32x4.neg(scale1)));
    const squares = f32x4.mul(f32x4.sub(ratio0, ratio1), f32x4.add(ratio0, ratio1));
    const value = f32x4.add(f32x4.sub(scale0, scale1), f32x4.mul(half(), squares));
    const target = lambda + (i << 2);
    storeLanes(target, f32x4.add(v128.load(target), value), inputs - i);
  }
}
