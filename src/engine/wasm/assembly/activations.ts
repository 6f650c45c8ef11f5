/**
 * Logistic and deterministic units. Formulas around an exponential are evaluated in parts, each over many vectors
 * before the next: the shorter the chain of operations, the more vectors are under way in the processor at a time.
 */
import { splat, storeLanes } from "./lanes";
import {
  expDomain,
  expPolynomial,
  expReduced,
  expRound,
  expScale,
  one,
  softplusExponent,
  softplusGiven,
  softplusInverse,
  softplusSlopeGiven,
  tanhExponent,
  tanhGiven,
  tanhSlopeGiven,
} from "./math";

const LEAKY_SLOPE: usize = memory.data<f32>([0.1]);
/** Bytes of values that go through the parts together. */
const RUN: usize = 1024;
/** What an exponential is made of, x = n ln 2 + r: r, later what {@link based} gives, and 2ⁿ. */
const REDUCED: usize = memory.data(1024, 16);
const SCALES: usize = memory.data(1024, 16);

class Logistic {}
class Tanh {}
class Relu {}
class LeakyRelu {}
class Softplus {}
class Linear {}

/** p = σ(z) on `count` columns from `start` on of every row. */
export function logistic(p: usize, z: usize, rows: u32, columns: u32, start: u32, count: u32): void {
  const stride: usize = columns << 2;
  const bytes: usize = count << 2;
  p += start << 2;
  z += start << 2;
  for (let b: u32 = 0; b < rows; b++, p += stride, z += stride) {
    for (let first: usize = 0; first < bytes; first += RUN) {
      logisticRun(p + first, z + first, min(RUN, bytes - first));
    }
  }
}

function logisticRun(p: usize, z: usize, bytes: usize): void {
  reduce<Logistic>(z, bytes);
  const whole = bytes & ~15;
  for (let o: usize = 0; o < whole; o += 16) {
    v128.store(p + o, f32x4.div(one(), f32x4.add(one(), based<Logistic>(o))));
  }
  if (whole < bytes) {
    storeLanes(p + whole, f32x4.div(one(), f32x4.add(one(), based<Logistic>(whole))), <u32>(bytes - whole) >> 2);
  }
}

/** h = f(z), slope = f′(z) of `count` values: 0 tanh, 1 relu, 2 leaky-relu, 3 softplus, 4 linear. */
export function activate(h: usize, slope: usize, z: usize, count: u32, kind: u32): void {
  if (kind == 0) activateInRuns<Tanh>(h, slope, z, count);
  else if (kind == 1) activateRun<Relu>(h, slope, z, count << 2);
  else if (kind == 2) activateRun<LeakyRelu>(h, slope, z, count << 2);
  else if (kind == 3) activateInRuns<Softplus>(h, slope, z, count);
  else activateRun<Linear>(h, slope, z, count << 2);
}

function activateInRuns<F>(h: usize, slope: usize, z: usize, count: u32): void {
  const bytes: usize = count << 2;
  for (let first: usize = 0; first < bytes; first += RUN) {
    const own = min(RUN, bytes - first);
    reduce<F>(z + first, own);
    for (let o: usize = 0; o < own; o += 16) v128.store(REDUCED + o, based<F>(o));
    activateRun<F>(h + first, slope + first, z + first, own);
  }
}

// @ts-ignore: decorator
@inline
function activateRun<F>(h: usize, slope: usize, z: usize, bytes: usize): void {
  const whole = bytes & ~15;
  for (let o: usize = 0; o < whole; o += 16) activateLanes<F>(h + o, slope + o, z + o, REDUCED + o, 4);
  if (whole < bytes) {
    activateLanes<F>(h + whole, slope + whole, z + whole, REDUCED + whole, <u32>(bytes - whole) >> 2);
  }
}

/** Fills REDUCED and SCALES, to whole vectors. */
// @ts-ignore: decorator
@inline
function reduce<F>(z: usize, bytes: usize): void {
  for (let o: usize = 0; o < bytes; o += 16) {
    const x = exponent<F>(v128.load(z + o));
    const rounded = expRound(x);
    v128.store(REDUCED + o, expReduced(x, rounded));
    v128.store(SCALES + o, expScale(rounded));
  }
}

/** What the exponential is of. */
// @ts-ignore: decorator
@inline
function exponent<F>(z: v128): v128 {
  if (idof<F>() == idof<Tanh>()) return tanhExponent(z);
  if (idof<F>() == idof<Softplus>()) return softplusExponent(z);
  return expDomain(f32x4.neg(z));
}

/** The exponential of the vector at `o`, less 1 for tanh. */
// @ts-ignore: decorator
@inline
function based<F>(o: usize): v128 {
  const scale = v128.load(SCALES + o);
  const rest = f32x4.mul(scale, expPolynomial(v128.load(REDUCED + o)));
  return f32x4.add(rest, idof<F>() == idof<Tanh>() ? f32x4.sub(scale, one()) : scale);
}

// @ts-ignore: decorator
@inline
function activateLanes<F>(h: usize, slope: usize, zs: usize, bases: usize, count: u32): void {
  const z = v128.load(zs);
  if (idof<F>() == idof<Tanh>()) {
    const base = v128.load(bases);
    storeLanes(h, tanhGiven(z, base), count);
    storeLanes(slope, tanhSlopeGiven(base), count);
  } else if (idof<F>() == idof<Softplus>()) {
    const base = v128.load(bases);
    const inverse = softplusInverse(base);
    storeLanes(h, softplusGiven(z, base, inverse), count);
    storeLanes(slope, softplusSlopeGiven(z, base, inverse), count);
  } else if (idof<F>() == idof<Linear>()) {
    storeLanes(h, z, count);
    storeLanes(slope, one(), count);
  } else {
    const positive = f32x4.gt(z, f32x4.splat(0));
    const below = idof<F>() == idof<Relu>() ? f32x4.splat(0) : splat(LEAKY_SLOPE);
    const factor = v128.bitselect(one(), below, positive);
    storeLanes(h, f32x4.mul(z, factor), count);
    storeLanes(slope, factor, count);
  }
}
