/** The signal of Unbiased Weight Maximization below the top hidden layer. */
import { splat, storeLanes } from "./lanes";
import { expRemainder, expRound, expScale, half, one, sigmoid, signBit } from "./math";
import { clampLogit } from "./ratios";

/** Products within e^±40 are formed in float32, others again in float64. */
const SAFE_UPPER: usize = memory.data<f32>([2.3538526683701997e17]);
const SAFE_LOWER: usize = memory.data<f32>([4.2483542552915889e-18]);
/** Prefix and suffix products are clamped to e^±345. */
const PRODUCT_UPPER: f64 = 6.785725020057171e149;
const PRODUCT_LOWER: f64 = 1 / 6.785725020057171e149;
const LARGEST: f64 = 3.4028234e38;
/** 1/T of the replica at hand. */
const INVERSE: usize = memory.data<f32>([1]);

/**
 * s_i = Σ_j Δp_ij s′_j ω_ij, e = p(1 − p) s. `scratch` holds 4 floats per unit above, then 3 vectors
 * per unit above (number of units rounded up to a multiple of 4), then a double per unit.
 */
export function recursiveSignal(
  s: usize,
  e: usize,
  h: usize,
  p: usize,
  z: usize,
  a: usize,
  nextSignal: usize,
  weights: usize,
  temperature: usize,
  replicas: u32,
  batch: u32,
  inputs: u32,
  units: u32,
  omega: bool,
  scratch: usize,
): void {
  const unitBytes: usize = units << 2;
  const inputBytes: usize = inputs << 2;
  for (let r: u32 = 0; r < replicas; r++) {
    store<f32>(INVERSE, 1 / load<f32>(temperature + (r << 2)));
    for (let b: u32 = 0; b < batch; b++) {
      prepareUnits(scratch, z, a, nextSignal, units);
      for (let i: u32 = 0; i < inputs; i += 4) {
        const o: usize = i << 2;
        const signal = fourInputs(h + o, p + o, weights, i, inputs, units, omega, scratch);
        storeLanes(s + o, signal, inputs - i);
        const on = v128.load(p + o);
        const slope = f32x4.mul(on, f32x4.sub(one(), on));
        storeLanes(e + o, f32x4.mul(slope, signal), inputs - i);
      }
      s += inputBytes;
      e += inputBytes;
      h += inputBytes;
      p += inputBytes;
      z += unitBytes;
      a += unitBytes;
      nextSignal += unitBytes;
    }
    weights += <usize>(inputs + 1) * unitBytes;
  }
}

/** Per unit above, interleaved: σ(z), σ(−z), value as a mask, signal. */
function prepareUnits(out: usize, z: usize, a: usize, signal: usize, units: u32): void {
  for (let j: u32 = 0; j < units; j += 4) {
    const logit = clampLogit(v128.load(z + (j << 2)));
    const on = sigmoid(logit);
    const off = sigmoid(f32x4.neg(logit));
    const value = f32x4.gt(v128.load(a + (j << 2)), f32x4.splat(0));
    const s = v128.load(signal + (j << 2));
    storeTransposed(out + (j << 4), on, off, value, s);
  }
}

/** Stores the transpose of four vectors. */
// @ts-ignore: decorator
@inline
function storeTransposed(out: usize, a: v128, b: v128, c: v128, d: v128): void {
  const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  const abHigh = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  const cdHigh = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(out, v128.shuffle<i64>(ab, cd, 0, 2), 0);
  v128.store(out, v128.shuffle<i64>(ab, cd, 1, 3), 16);
  v128.store(out, v128.shuffle<i64>(abHigh, cdHigh, 0, 2), 32);
  v128.store(out, v128.shuffle<i64>(abHigh, cdHigh, 1, 3), 48);
}

/**
 * Signals of inputs i … i + 3, one a lane. Only the probability P′ of unit j with input i flipped needs
 * an exponential: with X = e^−d, d the flip's change of z_j, and D = p_j + (1 − p_j) X,
 * p′_j = p_j/D, 1 − p′_j = (1 − p_j) X/D, p′_j − p_j = −p_j (1 − p_j) (X − 1)/D.
 */
function fourInputs(
  h: usize,
  p: usize,
  weights: usize,
  i: u32,
  inputs: u32,
  units: u32,
  omega: bool,
  scratch: usize,
): v128 {
  const padded: usize = (units + 3) & ~3;
  const columns = scratch + padded * 16;
  const parts = columns + padded * 16;
  const ratios = parts + padded * 16;
  const stride: usize = units << 2;
  const last = inputs - 1;
  const row0 = weights + <usize>i * stride;
  const row1 = weights + <usize>min(i + 1, last) * stride;
  const row2 = weights + <usize>min(i + 2, last) * stride;
  const row3 = weights + <usize>min(i + 3, last) * stride;
  // Sign bit set where the input is off: there the flip adds w, and d enters as −d = −w.
  const isOn = f32x4.gt(v128.load(h), f32x4.splat(0));
  const turn = v128.andnot(signBit(), isOn);
  for (let o: usize = 0; o < stride; o += 16) {
    const inverse = splat(INVERSE);
    storeTransposed(
      columns + (o << 2),
      clampLogit(f32x4.mul(inverse, v128.load(row0 + o))),
      clampLogit(f32x4.mul(inverse, v128.load(row1 + o))),
      clampLogit(f32x4.mul(inverse, v128.load(row2 + o))),
      clampLogit(f32x4.mul(inverse, v128.load(row3 + o))),
    );
  }
  let sum = f32x4.splat(0);
  let product = one();
  const end = columns + (stride << 2);
  let unit = scratch;
  for (let c = columns; c < end; c += 16, unit += 16) {
    const x = v128.xor(v128.load(c), turn);
    const rounded = expRound(x);
    const scale = expScale(rounded);
    const grown = f32x4.mul(scale, expRemainder(x, rounded));
    const ratio = f32x4.add(grown, scale);
    const on = v128.load32_splat(unit, 0);
    const off = v128.load32_splat(unit, 4);
    const divisor = f32x4.add(on, f32x4.mul(off, ratio));
    const weight = f32x4.mul(f32x4.mul(on, off), v128.load32_splat(unit, 12));
    // p(on) − p(off): minus (p′ − p) where the input is on.
    const change = f32x4.mul(weight, f32x4.add(grown, f32x4.sub(scale, one())));
    const part = v128.xor(f32x4.div(change, divisor), turn);
    if (!omega) {
      sum = f32x4.add(sum, part);
    } else {
      const chosen = v128.bitselect(one(), ratio, v128.load32_splat(unit, 8));
      const flipped = f32x4.div(chosen, divisor);
      v128.store(c, product);
      v128.store(c + padded * 16, part);
      v128.store(c + padded * 32, flipped);
      product = f32x4.mul(product, flipped);
    }
  }
  if (!omega) return sum;
  // ρ is `flipped` where the input is off and its inverse where it is on. Products A and B of inverses
  // give ω = ½ (1/A + 1/B)/(p/(AB) + 1 − p) = ½ (A + B)/((1 − p) AB + p): p and 1 − p change places.
  const probability = v128.load(p);
  const complement = f32x4.sub(one(), probability);
  const own = v128.bitselect(complement, probability, isOn);
  const rest = v128.bitselect(probability, complement, isOn);
  let least = one();
  let greatest = least;
  let suffix = least;
  for (let c = end - 16; c >= columns; c -= 16) {
    const prefix = v128.load(c);
    const divisor = f32x4.add(f32x4.mul(own, f32x4.mul(prefix, suffix)), rest);
    const weight = f32x4.div(f32x4.mul(half(), f32x4.add(prefix, suffix)), divisor);
    sum = f32x4.add(sum, f32x4.mul(v128.load(c + padded * 16), weight));
    least = f32x4.pmin(f32x4.pmin(least, prefix), suffix);
    greatest = f32x4.pmax(f32x4.pmax(greatest, prefix), suffix);
    suffix = f32x4.mul(suffix, v128.load(c + padded * 32));
  }
  const safe = v128.and(f32x4.gt(least, splat(SAFE_LOWER)), f32x4.lt(greatest, splat(SAFE_UPPER)));
  if (i32x4.all_true(safe)) return sum;
  const prefixes = ratios + padded * 16;
  let wide = sum;
  wide = f32x4.replace_lane(wide, 0, oneInput(parts, ratios, prefixes, f32x4.extract_lane(own, 0), f32x4.extract_lane(rest, 0), units));
  wide = f32x4.replace_lane(wide, 1, oneInput(parts + 4, ratios + 4, prefixes, f32x4.extract_lane(own, 1), f32x4.extract_lane(rest, 1), units));
  wide = f32x4.replace_lane(wide, 2, oneInput(parts + 8, ratios + 8, prefixes, f32x4.extract_lane(own, 2), f32x4.extract_lane(rest, 2), units));
  return f32x4.replace_lane(wide, 3, oneInput(parts + 12, ratios + 12, prefixes, f32x4.extract_lane(own, 3), f32x4.extract_lane(rest, 3), units));
}

/** One input in float64, with products as a mantissa and an exponent, so that they never overflow. */
function oneInput(parts: usize, ratios: usize, prefixes: usize, own: f64, rest: f64, units: u32): f32 {
  let mantissa: f64 = 1;
  let exponent: i32 = 0;
  for (let j: u32 = 0; j < units; j++) {
    store<f64>(prefixes + (j << 3), clampProduct(mantissa, exponent));
    mantissa *= <f64>load<f32>(ratios + (j << 4));
    const bits = reinterpret<u64>(mantissa);
    exponent += <i32>(bits >> 52) - 1023;
    mantissa = reinterpret<f64>((bits & 0x000fffffffffffff) | 0x3ff0000000000000);
  }
  mantissa = 1;
  exponent = 0;
  let sum: f64 = 0;
  for (let j: i32 = units - 1; j >= 0; j--) {
    const prefix = load<f64>(prefixes + (j << 3));
    const suffix = clampProduct(mantissa, exponent);
    const weight = (0.5 * (prefix + suffix)) / (own * prefix * suffix + rest);
    sum += <f64>load<f32>(parts + (j << 4)) * weight;
    mantissa *= <f64>load<f32>(ratios + (j << 4));
    const bits = reinterpret<u64>(mantissa);
    exponent += <i32>(bits >> 52) - 1023;
    mantissa = reinterpret<f64>((bits & 0x000fffffffffffff) | 0x3ff0000000000000);
  }
  return <f32>Math.min(LARGEST, Math.max(-LARGEST, sum));
}

/** mantissa · 2^exponent within e^±345. */
// @ts-ignore: decorator
@inline
function clampProduct(mantissa: f64, exponent: i32): f64 {
  if (exponent > 500) return PRODUCT_UPPER;
  if (exponent < -500) return PRODUCT_LOWER;
  const value = mantissa * reinterpret<f64>((<u64>(exponent + 1023)) << 52);
  return Math.min(PRODUCT_UPPER, Math.max(PRODUCT_LOWER, value));
}
