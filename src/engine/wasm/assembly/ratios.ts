/** Likelihood ratios of a layer's values with one of its inputs on and off: log ratios per head. */
import { splat, storeLanes } from "./lanes";
import { clamp, exp, expDomain, expRemainder, expRound, expScale, expm1OfDomain, log1p, log1pOr, one, sigmoid, signBit } from "./math";

/** Logits and weights are clamped to this where ratios of probabilities are formed. */
const LIMIT: usize = memory.data<f32>([40]);
const LOWER_LIMIT: usize = memory.data<f32>([-40]);
/** 1/T of the replica at hand. */
const INVERSE: usize = memory.data<f32>([1]);

/** x within ±40. */
// @ts-ignore: decorator
@inline
export function clampLogit(x: v128): v128 {
  return clamp(x, splat(LOWER_LIMIT), splat(LIMIT));
}

/** The weights of one unit from inputs i … i + 3 (the last one repeated past the end), over T, clamped. */
// @ts-ignore: decorator
@inline
function column(weights: usize, i: u32, last: u32, stride: usize): v128 {
  const w0 = weights + <usize>i * stride;
  let w: v128;
  if (stride == 4) {
    w = v128.load(w0);
  } else {
    w = v128.load32_zero(w0);
    w = v128.load32_lane(weights + <usize>min(i + 1, last) * stride, w, 1);
    w = v128.load32_lane(weights + <usize>min(i + 2, last) * stride, w, 2);
    w = v128.load32_lane(weights + <usize>min(i + 3, last) * stride, w, 3);
  }
  return clampLogit(f32x4.mul(w, splat(INVERSE)));
}

/**
 * Adds the head's share to λ. `softmax` heads take `scratch`: count + 1 floats for probabilities, and
 * count + 1 vectors for weights. A softmax over one logit and a fixed class is a Bernoulli unit.
 */
export function logRatio(
  lambda: usize,
  h: usize,
  z: usize,
  a: usize,
  weights: usize,
  temperature: usize,
  replicas: u32,
  batch: u32,
  inputs: u32,
  units: u32,
  start: u32,
  count: u32,
  isSoftmax: bool,
  fixedLast: bool,
  first: bool,
  scratch: usize,
): void {
  const bytes: usize = inputs << 2;
  const offset: usize = start << 2;
  for (let r: u32 = 0; r < replicas; r++) {
    store<f32>(INVERSE, 1 / load<f32>(temperature + (r << 2)));
    for (let b: u32 = 0; b < batch; b++) {
      if (first) memory.fill(lambda, 0, bytes);
      if (isSoftmax && !(count == 1 && fixedLast)) {
        softmaxRatio(lambda, h, z + offset, a + offset, weights + offset, inputs, units, count, fixedLast, scratch);
      } else {
        for (let j: usize = offset; j < offset + (count << 2); j += 4) {
          bernoulliRatio(lambda, h, z + j, a + j, weights + j, inputs, units);
        }
      }
      lambda += bytes;
      h += bytes;
      z += units << 2;
      a += units << 2;
    }
    weights += (inputs + 1) * (units << 2);
  }
}

/**
 * λ_i of one Bernoulli unit. With y = ±z so that P(a) = σ(y), and δ its change when input i goes on:
 * λ = sign(δ) log(1 + σ(−y₊) (e^|δ| − 1)), y₊ the greater of the two y: no cancellation.
 */
// @ts-ignore: decorator
@inline
function bernoulliRatio(lambda: usize, h: usize, z: usize, a: usize, w: usize, inputs: u32, units: u32): void {
  const stride: usize = units << 2;
  const last = inputs - 1;
  // Sign bit set where the unit is off.
  const flip = v128.andnot(signBit(), f32x4.gt(splat(a), f32x4.splat(0)));
  const logit = clampLogit(splat(z));
  for (let i: u32 = 0; i < inputs; i += 4) {
    const weight = column(w, i, last, stride);
    const on = v128.load(h + (i << 2));
    const y0 = v128.xor(f32x4.sub(logit, f32x4.mul(on, weight)), flip);
    const delta = v128.xor(weight, flip);
    const upper = f32x4.pmax(y0, f32x4.add(y0, delta));
    const growth = expm1OfDomain(f32x4.abs(delta));
    const magnitude = log1p(f32x4.mul(sigmoid(f32x4.neg(upper)), growth));
    const value = v128.or(v128.and(delta, signBit()), magnitude);
    const target = lambda + (i << 2);
    storeLanes(target, f32x4.add(v128.load(target), value), inputs - i);
  }
}

/**
 * λ_i of one softmax. With t = +1 where input i is off and −1 where it is on, and probabilities π of
 * the logits as they are: λ = −t log Σ_c π_c e^{t (w_c − w_a)}.
 */
function softmaxRatio(
  lambda: usize,
  h: usize,
  z: usize,
  a: usize,
  w: usize,
  inputs: u32,
  units: u32,
  count: u32,
  fixedLast: bool,
  scratch: usize,
): void {
  const stride: usize = units << 2;
  const last = inputs - 1;
  const classes = fixedLast ? count + 1 : count;
  const chosen = classProbabilities(scratch, z, a, count, fixedLast);
  // Weights of four inputs to each class, behind the probabilities.
  const columns = scratch + ((classes + 3) & ~3) * 4;
  for (let i: u32 = 0; i < inputs; i += 4) {
    for (let c: u32 = 0; c < classes; c++) {
      const weight = c < count ? column(w + (c << 2), i, last, stride) : f32x4.splat(0);
      v128.store(columns + (c << 4), weight);
    }
    const reference = v128.load(columns + (chosen << 4));
    const isOn = f32x4.gt(v128.load(h + (i << 2)), f32x4.splat(0));
    const sign = v128.and(isOn, signBit());
    let excess = f32x4.splat(0);
    let total = excess;
    for (let c: u32 = 0; c < classes; c++) {
      const x = v128.xor(f32x4.sub(v128.load(columns + (c << 4)), reference), sign);
      const rounded = expRound(x);
      const scale = expScale(rounded);
      const grown = f32x4.mul(scale, expRemainder(x, rounded));
      const probability = splat(scratch + (c << 2));
      excess = f32x4.add(excess, f32x4.mul(probability, f32x4.add(grown, f32x4.sub(scale, one()))));
      total = f32x4.add(total, f32x4.mul(probability, f32x4.add(grown, scale)));
    }
    // Where the sum is near 1 its excess is exact, where it is near 0 the sum itself.
    const value = v128.xor(log1pOr(excess, total), v128.xor(sign, signBit()));
    const target = lambda + (i << 2);
    storeLanes(target, f32x4.add(v128.load(target), value), inputs - i);
  }
}

/** Writes the softmax of clamped logits; returns the class that was drawn. */
function classProbabilities(out: usize, z: usize, a: usize, count: u32, fixedLast: bool): u32 {
  let maximum: f32 = fixedLast ? 0 : -40;
  let chosen = count;
  for (let c: u32 = 0; c < count; c++) {
    const logit = min<f32>(40, max<f32>(-40, load<f32>(z + (c << 2))));
    store<f32>(out + (c << 2), logit);
    maximum = max(maximum, logit);
    if (load<f32>(a + (c << 2)) > 0) chosen = c;
  }
  if (fixedLast) store<f32>(out + (count << 2), 0);
  const classes = fixedLast ? count + 1 : count;
  let sum: f32 = 0;
  for (let c: u32 = 0; c < classes; c++) {
    const value = f32x4.extract_lane(exp(f32x4.splat(load<f32>(out + (c << 2)) - maximum)), 0);
    store<f32>(out + (c << 2), value);
    sum += value;
  }
  for (let c: u32 = 0; c < classes; c++) store<f32>(out + (c << 2), load<f32>(out + (c << 2)) / sum);
  return min(chosen, classes - 1);
}

/** s = (σ(z + λ) − p)/(p(1 − p)) and e = p(1 − p) s. */
export function posteriorSignal(s: usize, e: usize, lambda: usize, p: usize, count: u32): void {
  for (let left: i32 = count; left > 0; left -= 4, s += 16, e += 16, lambda += 16, p += 16) {
    const ratio = v128.load(lambda);
    const on = v128.load(p);
    const off = f32x4.sub(one(), on);
    const negative = f32x4.lt(ratio, f32x4.splat(0));
    const x = expDomain(v128.or(ratio, signBit()));
    const rounded = expRound(x);
    const scale = expScale(rounded);
    const grown = f32x4.mul(scale, expRemainder(x, rounded));
    // s = ±(e^−|λ| − 1)/(q e^−|λ| + 1 − q): q = p where λ < 0, else 1 − p, with the sign turned.
    const q = v128.bitselect(on, off, negative);
    const rest = v128.bitselect(off, on, negative);
    const numerator = f32x4.add(grown, f32x4.sub(scale, one()));
    const denominator = f32x4.add(f32x4.mul(q, f32x4.add(grown, scale)), rest);
    const magnitude = f32x4.div(numerator, denominator);
    const value = v128.xor(magnitude, v128.andnot(signBit(), negative));
    storeLanes(s, value, left);
    storeLanes(e, f32x4.mul(f32x4.mul(on, off), value), left);
  }
}
