/** Gaussian units: drawing them, and the scores of their means and of the logarithms of their deviations. */
import { splat, storeLanes } from "./lanes";
import { clamp, exp, half, log, one, signBit } from "./math";

const SCALE_LIMIT: usize = memory.data<f32>([10]);
const LOWER_SCALE_LIMIT: usize = memory.data<f32>([-10]);
/** Moves a multiple of 2^-24 to the middle of its interval. */
const MIDDLE: usize = memory.data<f32>([2.9802322387695312e-8]);
// Algorithm AS 241, PPND7 (Wichura 1988).
const CENTRE: usize = memory.data<f32>([0.425]);
const CENTRE_SQUARE: usize = memory.data<f32>([0.180625]);
const A0: usize = memory.data<f32>([3.3871327179]);
const A1: usize = memory.data<f32>([50.434271938]);
const A2: usize = memory.data<f32>([159.29113202]);
const A3: usize = memory.data<f32>([59.10937472]);
const B1: usize = memory.data<f32>([17.895169469]);
const B2: usize = memory.data<f32>([78.757757664]);
const B3: usize = memory.data<f32>([67.1875636]);
const TAIL: usize = memory.data<f32>([1.6]);
const C0: usize = memory.data<f32>([1.4234372777]);
const C1: usize = memory.data<f32>([2.75681539]);
const C2: usize = memory.data<f32>([1.3067284816]);
const C3: usize = memory.data<f32>([0.17023821103]);
const D1: usize = memory.data<f32>([0.7370016425]);
const D2: usize = memory.data<f32>([0.12021132975]);

/** log σ as it counts. */
// @ts-ignore: decorator
@inline
export function clampScale(s: v128): v128 {
  return clamp(s, splat(LOWER_SCALE_LIMIT), splat(SCALE_LIMIT));
}

// @ts-ignore: decorator
@inline
function step(x: v128, r: v128, coefficient: usize): v128 {
  return f32x4.add(f32x4.mul(x, r), splat(coefficient));
}

/** Φ⁻¹(u + 2^-25) of multiples u of 2^-24 in [0, 1). */
// @ts-ignore: decorator
@inline
function normalQuantile(u: v128): v128 {
  // Exact, as is ½ − |q| in the tails.
  const q = f32x4.add(f32x4.sub(u, half()), splat(MIDDLE));
  const size = f32x4.abs(q);
  const r = f32x4.sub(splat(CENTRE_SQUARE), f32x4.mul(q, q));
  const above = step(step(step(splat(A3), r, A2), r, A1), r, A0);
  const below = f32x4.add(f32x4.mul(step(step(splat(B3), r, B2), r, B1), r), one());
  const centre = f32x4.div(f32x4.mul(q, above), below);
  const depth = f32x4.sqrt(f32x4.neg(log(f32x4.sub(half(), size))));
  const t = f32x4.sub(depth, splat(TAIL));
  const numerator = step(step(step(splat(C3), t, C2), t, C1), t, C0);
  const denominator = f32x4.add(f32x4.mul(step(splat(D2), t, D1), t), one());
  const tail = v128.bitselect(q, f32x4.div(numerator, denominator), signBit());
  return v128.bitselect(centre, tail, f32x4.le(size, splat(CENTRE)));
}

/** h = p + σ Φ⁻¹(u + 2^-25) on `count` columns from `start` on of every row. */
export function sampleGaussian(
  h: usize,
  p: usize,
  s: usize,
  u: usize,
  rows: u32,
  columns: u32,
  start: u32,
  count: u32,
  scaleColumns: u32,
  scaleStart: u32,
  uniformColumns: u32,
  offset: u32,
): void {
  h += start << 2;
  p += start << 2;
  s += scaleStart << 2;
  u += offset << 2;
  for (let b: u32 = 0; b < rows; b++) {
    let left: i32 = count;
    for (let o: usize = 0; left > 0; o += 16, left -= 4) {
      const deviation = exp(clampScale(v128.load(s + o)));
      const noise = f32x4.mul(deviation, normalQuantile(v128.load(u + o)));
      storeLanes(h + o, f32x4.add(v128.load(p + o), noise), left);
    }
    h += columns << 2;
    p += columns << 2;
    s += scaleColumns << 2;
    u += uniformColumns << 2;
  }
}

/** e = (h − p)/σ² on `count` columns from `start` on of every row. */
export function gaussianScore(
  e: usize,
  h: usize,
  p: usize,
  s: usize,
  rows: u32,
  columns: u32,
  start: u32,
  count: u32,
  scaleColumns: u32,
  scaleStart: u32,
): void {
  const from: usize = start << 2;
  scores<OfMean>(e + from, columns, h + from, p + from, s + (scaleStart << 2), rows, columns, count, scaleColumns);
}

/** e = ((h − p)/σ)² − 1 in the columns of log σ. */
export function gaussianScaleScore(
  e: usize,
  h: usize,
  p: usize,
  s: usize,
  rows: u32,
  columns: u32,
  start: u32,
  count: u32,
  scaleColumns: u32,
  scaleStart: u32,
): void {
  const from: usize = start << 2;
  const to: usize = scaleStart << 2;
  scores<OfScale>(e + to, scaleColumns, h + from, p + from, s + to, rows, columns, count, scaleColumns);
}

class OfMean {}
class OfScale {}

// @ts-ignore: decorator
@inline
function scores<F>(
  e: usize,
  scoreColumns: u32,
  h: usize,
  p: usize,
  s: usize,
  rows: u32,
  columns: u32,
  count: u32,
  scaleColumns: u32,
): void {
  for (let b: u32 = 0; b < rows; b++) {
    let left: i32 = count;
    for (let o: usize = 0; left > 0; o += 16, left -= 4) {
      const precision = exp(f32x4.neg(clampScale(v128.load(s + o))));
      const ratio = f32x4.mul(f32x4.sub(v128.load(h + o), v128.load(p + o)), precision);
      const score =
        idof<F>() == idof<OfMean>() ? f32x4.mul(ratio, precision) : f32x4.sub(f32x4.mul(ratio, ratio), one());
      storeLanes(e + o, score, left);
    }
    e += scoreColumns << 2;
    h += columns << 2;
    p += columns << 2;
    s += scaleColumns << 2;
  }
}
