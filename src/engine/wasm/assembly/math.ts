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
// 2 (atanh(s)/s − 1)/s² on 0 ≤ s ≤ 1/3, interpolated at Chebyshev points.
const ATANH_0: usize = memory.data<f32>([0.6666664033669925]);
const ATANH_1: usize = memory.data<f32>([0.40007560644910073]);
const ATANH_2: usize = memory.data<f32>([0.2823661980534475]);
const ATANH_3: usize = memory.data<f32>([0.268514980226034]);
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
  return expPolynomial(expReduced(x, rounded));
}

/** r = x − n ln 2. */
// @ts-ignore: decorator
@inline
export function expReduced(x: v128, rounded: v128): v128 {
  const n = f32x4.sub(rounded, splat(ROUND));
  return f32x4.sub(f32x4.sub(x, f32x4.mul(n, splat(LN2_HIGH))), f32x4.mul(n, splat(LN2_LOW)));
}

/** eʳ − 1 for |r| ≤ ½ ln 2. */
// @ts-ignore: decorator
@inline
export function expPolynomial(r: v128): v128 {
  const r2 = f32x4.mul(r, r);
  // Pairs of terms side by side rather than one after the other: latency is what costs here.
  const low = f32x4.add(splat(EXP_0), f32x4.mul(splat(EXP_1), r));
  const middle = f32x4.add(splat(EXP_2), f32x4.mul(splat(EXP_3), r));
  const high = f32x4.add(splat(EXP_4), f32x4.mul(splat(EXP_5), r));
  const y = f32x4.add(low, f32x4.mul(r2, f32x4.add(middle, f32x4.mul(r2, high))));
  return f32x4.add(f32x4.mul(y, r2), r);
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
function expOfDomain(x: v128): v128 {
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

/** log(y) for positive, normal y. */
// @ts-ignore: decorator
@inline
export function log(y: v128): v128 {
  return logCorrected(y, f32x4.splat(0));
}

/** 1/(1 + e⁻ᶻ). */
// @ts-ignore: decorator
@inline
export function sigmoid(z: v128): v128 {
  return f32x4.div(one(), f32x4.add(one(), exp(f32x4.neg(z))));
}

/** −|z|, to the exponential of which softplus and its slope come. */
// @ts-ignore: decorator
@inline
export function softplusExponent(z: v128): v128 {
  return f32x4.pmax(splat(EXP_LOWER), v128.or(z, signBit()));
}

/** 1/((1 + u)(2 + u)): softplus and its slope share this division. */
// @ts-ignore: decorator
@inline
export function softplusInverse(u: v128): v128 {
  return f32x4.div(one(), f32x4.mul(f32x4.add(one(), u), f32x4.add(two(), u)));
}

/** log(1 + eᶻ) = max(z, 0) + 2 atanh(s), s = u/(2 + u), given u = e^−|z| and its {@link softplusInverse}. */
// @ts-ignore: decorator
@inline
export function softplusGiven(z: v128, u: v128, inverse: v128): v128 {
  const s = f32x4.mul(f32x4.mul(u, f32x4.add(one(), u)), inverse);
  const t = f32x4.mul(s, s);
  const low = f32x4.add(splat(ATANH_0), f32x4.mul(splat(ATANH_1), t));
  const high = f32x4.add(splat(ATANH_2), f32x4.mul(splat(ATANH_3), t));
  const rest = f32x4.mul(f32x4.mul(s, t), f32x4.add(low, f32x4.mul(f32x4.mul(t, t), high)));
  return f32x4.add(f32x4.pmax(f32x4.splat(0), z), f32x4.add(f32x4.add(s, s), rest));
}

/** 1/(1 + e⁻ᶻ), given the same. */
// @ts-ignore: decorator
@inline
export function softplusSlopeGiven(z: v128, u: v128, inverse: v128): v128 {
  // 1 where z ≥ 0, else u, which is 1 at most.
  const numerator = f32x4.pmax(u, v128.andnot(one(), i32x4.shr_s(z, 31)));
  return f32x4.mul(f32x4.mul(numerator, f32x4.add(two(), u)), inverse);
}

/** 2|z|: tanh and its slope come to e^2|z| − 1. */
// @ts-ignore: decorator
@inline
export function tanhExponent(z: v128): v128 {
  const magnitude = f32x4.pmin(splat(TANH_LIMIT), f32x4.abs(z));
  return f32x4.add(magnitude, magnitude);
}

/** e^2|z| − 1. */
// @ts-ignore: decorator
@inline
export function tanhBase(z: v128): v128 {
  return expm1OfDomain(tanhExponent(z));
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
