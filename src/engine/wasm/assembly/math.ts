/**
 * Elementary functions on four float32 lanes. Everything is plain IEEE arithmetic (no fused or
 * relaxed operations), so results are the same bits on every machine.
 *
 * Bounds, against float64, tested over the stated ranges: `exp` 2e-7, `expm1` 3e-7, `log1p` 3e-7,
 * `sigmoid` 3e-7, `softplus` 3e-7 and `tanh` 4e-7 relative. Arguments of exponentials saturate at
 * ±87, so that results are neither infinite nor denormal (arithmetic on denormals is many times slower).
 */
import { splat } from "./lanes";

const EXP_LIMIT: usize = memory.data<f32>([87]);
const EXP_LOWER: usize = memory.data<f32>([-87]);
const LOG2_E: usize = memory.data<f32>([1.44269504088896341]);
/** 1.5·2^23 + 127: adding it rounds to an integer, whose low bits then are a biased exponent. */
const ROUND: usize = memory.data<f32>([12583039]);
const LN2_HIGH: usize = memory.data<f32>([0.693359375]);
const LN2_LOW: usize = memory.data<f32>([-2.12194440e-4]);
const LN2: usize = memory.data<f32>([0.69314718056]);
// (eʳ − 1 − r)/r² on |r| ≤ ½ ln 2 (Cephes expf).
const EXP_5: usize = memory.data<f32>([1.9875691500e-4]);
const EXP_4: usize = memory.data<f32>([1.3981999507e-3]);
const EXP_3: usize = memory.data<f32>([8.3334519073e-3]);
const EXP_2: usize = memory.data<f32>([4.1665795894e-2]);
const EXP_1: usize = memory.data<f32>([1.6666665459e-1]);
const EXP_0: usize = memory.data<f32>([5.0000001201e-1]);
// (log(1 + f) − 2s)/s on √½ − 1 ≤ f ≤ √2 − 1 with s = f/(2 + f) (FreeBSD logf).
const LOG_1: usize = memory.data<f32>([0.66666662693]);
const LOG_2: usize = memory.data<f32>([0.40000972152]);
const LOG_3: usize = memory.data<f32>([0.28498786688]);
const LOG_4: usize = memory.data<f32>([0.24279078841]);
const SQRT_2_MINUS_1: usize = memory.data<f32>([0.41421356237]);
const EXPONENT_SHIFT: usize = memory.data<u32>([0x3f800000 - 0x3f3504f3]);
const SQRT_HALF_BITS: usize = memory.data<u32>([0x3f3504f3]);
const MANTISSA: usize = memory.data<u32>([0x007fffff]);
const EXPONENT_BIAS: usize = memory.data<u32>([127]);
const SIGN: usize = memory.data<u32>([0x80000000]);
const HALF: usize = memory.data<f32>([0.5]);
const MINUS_HALF: usize = memory.data<f32>([-0.5]);
const ONE: usize = memory.data<f32>([1]);
const TWO: usize = memory.data<f32>([2]);
const FOUR: usize = memory.data<f32>([4]);
const TANH_LIMIT: usize = memory.data<f32>([43]);

// @ts-ignore: decorator
@inline
export function one(): v128 {
  return splat(ONE);
}

// @ts-ignore: decorator
@inline
export function two(): v128 {
  return splat(TWO);
}

// @ts-ignore: decorator
@inline
export function half(): v128 {
  return splat(HALF);
}

/** The sign bit alone. */
// @ts-ignore: decorator
@inline
export function signBit(): v128 {
  return splat(SIGN);
}

/** −|x|. */
// @ts-ignore: decorator
@inline
export function negativeMagnitude(x: v128): v128 {
  return v128.or(x, signBit());
}

/** x within ±limit. */
// @ts-ignore: decorator
@inline
export function clamp(x: v128, lower: v128, upper: v128): v128 {
  return f32x4.pmin(upper, f32x4.pmax(lower, x));
}

/** x/ln 2 rounded to an integer n, as a float whose low bits are the biased exponent of 2ⁿ. */
// @ts-ignore: decorator
@inline
export function expRound(x: v128): v128 {
  return f32x4.add(f32x4.mul(x, splat(LOG2_E)), splat(ROUND));
}

/** 2ⁿ of {@link expRound}. */
// @ts-ignore: decorator
@inline
export function expScale(rounded: v128): v128 {
  return i32x4.shl(rounded, 23);
}

/** eʳ − 1 of the remainder r = x − n ln 2. */
// @ts-ignore: decorator
@inline
export function expRemainder(x: v128, rounded: v128): v128 {
  const n = f32x4.sub(rounded, splat(ROUND));
  const r = f32x4.sub(f32x4.sub(x, f32x4.mul(n, splat(LN2_HIGH))), f32x4.mul(n, splat(LN2_LOW)));
  let y = f32x4.add(f32x4.mul(splat(EXP_5), r), splat(EXP_4));
  y = f32x4.add(f32x4.mul(y, r), splat(EXP_3));
  y = f32x4.add(f32x4.mul(y, r), splat(EXP_2));
  y = f32x4.add(f32x4.mul(y, r), splat(EXP_1));
  y = f32x4.add(f32x4.mul(y, r), splat(EXP_0));
  return f32x4.add(f32x4.mul(f32x4.mul(y, r), r), r);
}

/** x where exponentials saturate. */
// @ts-ignore: decorator
@inline
export function expDomain(x: v128): v128 {
  return clamp(x, splat(EXP_LOWER), splat(EXP_LIMIT));
}

/** eˣ, saturating at x = ±87. */
// @ts-ignore: decorator
@inline
export function exp(x: v128): v128 {
  return expOfDomain(expDomain(x));
}

/** eˣ for |x| ≤ 87. */
// @ts-ignore: decorator
@inline
export function expOfDomain(x: v128): v128 {
  const rounded = expRound(x);
  const scale = expScale(rounded);
  return f32x4.add(f32x4.mul(scale, expRemainder(x, rounded)), scale);
}

/** eˣ − 1 without cancellation, for |x| ≤ 87. */
// @ts-ignore: decorator
@inline
export function expm1OfDomain(x: v128): v128 {
  const rounded = expRound(x);
  const scale = expScale(rounded);
  return f32x4.add(f32x4.mul(scale, expRemainder(x, rounded)), f32x4.sub(scale, one()));
}

/** log(1 + f) for √½ − 1 ≤ f ≤ √2 − 1. */
// @ts-ignore: decorator
@inline
function log1pCore(f: v128): v128 {
  const s = f32x4.div(f, f32x4.add(f, two()));
  const s2 = f32x4.mul(s, s);
  const s4 = f32x4.mul(s2, s2);
  const odd = f32x4.mul(s2, f32x4.add(splat(LOG_1), f32x4.mul(s4, splat(LOG_3))));
  const even = f32x4.mul(s4, f32x4.add(splat(LOG_2), f32x4.mul(s4, splat(LOG_4))));
  const square = f32x4.mul(f32x4.mul(half(), f), f);
  const tail = f32x4.mul(s, f32x4.add(square, f32x4.add(odd, even)));
  return f32x4.add(f32x4.sub(tail, square), f);
}

/** log(1 + u) for 0 ≤ u ≤ 1. */
// @ts-ignore: decorator
@inline
export function log1pOfUnit(u: v128): v128 {
  const large = f32x4.gt(u, splat(SQRT_2_MINUS_1));
  // log(1 + u) = log 2 + log(1 + (u − 1)/2), and (u − 1)/2 is exact.
  const f = v128.bitselect(f32x4.mul(half(), f32x4.sub(u, one())), u, large);
  return f32x4.add(log1pCore(f), v128.and(large, splat(LN2)));
}

/** log(y) + correction for positive, normal y. */
// @ts-ignore: decorator
@inline
function logCorrected(y: v128, correction: v128): v128 {
  const shifted = i32x4.add(y, splat(EXPONENT_SHIFT));
  const k = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_u(shifted, 23), splat(EXPONENT_BIAS)));
  const fraction = i32x4.add(v128.and(shifted, splat(MANTISSA)), splat(SQRT_HALF_BITS));
  const core = f32x4.add(log1pCore(f32x4.sub(fraction, one())), correction);
  return f32x4.add(f32x4.add(f32x4.mul(k, splat(LN2_LOW)), core), f32x4.mul(k, splat(LN2_HIGH)));
}

/**
 * log(1 + x) for x > −½; where x ≤ −½ the caller's `onePlus` = 1 + x, formed without cancellation,
 * is used instead.
 */
// @ts-ignore: decorator
@inline
export function log1pOr(x: v128, onePlus: v128): v128 {
  const direct = f32x4.gt(x, splat(MINUS_HALF));
  const sum = f32x4.add(x, one());
  // What the sum rounded away.
  const lost = v128.and(direct, f32x4.div(f32x4.sub(x, f32x4.sub(sum, one())), sum));
  // Above 2²⁴ the sum is x, and sum − 1 − x is −1 at most: it no longer matters.
  return logCorrected(v128.bitselect(sum, onePlus, direct), lost);
}

/** log(1 + x) for x ≥ 0. */
// @ts-ignore: decorator
@inline
export function log1p(x: v128): v128 {
  const sum = f32x4.add(x, one());
  const lost = f32x4.div(f32x4.sub(x, f32x4.sub(sum, one())), sum);
  return logCorrected(sum, lost);
}

/** 1/(1 + e⁻ᶻ). */
// @ts-ignore: decorator
@inline
export function sigmoid(z: v128): v128 {
  return f32x4.div(one(), f32x4.add(one(), exp(f32x4.neg(z))));
}

/** log(1 + eᶻ), given u = e^−|z|. */
// @ts-ignore: decorator
@inline
export function softplusGiven(z: v128, u: v128): v128 {
  return f32x4.add(v128.andnot(z, i32x4.shr_s(z, 31)), log1pOfUnit(u));
}

/** 1/(1 + e⁻ᶻ), given u = e^−|z|. */
// @ts-ignore: decorator
@inline
export function sigmoidGiven(z: v128, u: v128): v128 {
  const negative = i32x4.shr_s(z, 31);
  return f32x4.div(v128.bitselect(u, one(), negative), f32x4.add(one(), u));
}

/** e^2|z| − 1, of which tanh and its slope are made. */
// @ts-ignore: decorator
@inline
export function tanhBase(z: v128): v128 {
  const magnitude = f32x4.pmin(splat(TANH_LIMIT), f32x4.abs(z));
  return expm1OfDomain(f32x4.add(magnitude, magnitude));
}

/** tanh(z), given {@link tanhBase}. */
// @ts-ignore: decorator
@inline
export function tanhGiven(z: v128, base: v128): v128 {
  const magnitude = f32x4.div(base, f32x4.add(base, two()));
  return v128.bitselect(z, magnitude, signBit());
}

/** 1 − tanh²(z), given {@link tanhBase}. */
// @ts-ignore: decorator
@inline
export function tanhSlopeGiven(base: v128): v128 {
  const inverse = f32x4.div(one(), f32x4.add(base, two()));
  return f32x4.mul(f32x4.mul(splat(FOUR), inverse), f32x4.mul(f32x4.add(base, one()), inverse));
}

/** Evaluates one function over whole vectors, for tests of the bounds above: 0 exp, 1 expm1, 2 log1p. */
export function evaluate(out: usize, x: usize, count: u32, which: u32): void {
  for (let end = x + (<usize>count << 2); x < end; x += 16, out += 16) {
    const value = v128.load(x);
    if (which == 0) v128.store(out, exp(value));
    else if (which == 1) v128.store(out, expm1OfDomain(expDomain(value)));
    else v128.store(out, log1p(value));
  }
}
