/** One step of Adam (Kingma and Ba 2015) on a few weights. */
import { flush, splat, storeLanes } from "./lanes";

const BETA_1: usize = memory.data<f32>([0]);
const BETA_2: usize = memory.data<f32>([0]);
/** 1 − β₁. Gradients are scaled by it on their way, so that m takes them as they are … */
export const GAIN_1: usize = memory.data<f32>([0]);
/** … and (1 − β₂)/(1 − β₁)² then scales their squares. */
const SQUARE_GAIN: usize = memory.data<f32>([0]);
/** c₁ and √c₂. */
const CORRECTION_1: usize = memory.data<f64>([1]);
const ROOT: usize = memory.data<f64>([1]);
/** rate·c₁/√c₂ and ε/√c₂, so that neither correction costs an operation per weight. */
const STEP: usize = memory.data<f32>([0]);
const EPSILON: usize = memory.data<f32>([0]);
/**
 * Added to g where it is squared: squares of tiny g would be denormal, and so would a v that decays.
 * Below ε by a factor of 10⁷, it changes no step.
 */
const OFFSET: usize = memory.data<f32>([0]);
const OFFSET_FACTOR: f64 = 1e-7;
const OFFSET_FLOOR: f64 = 1e-16;
/** Least ε/√c₂, so that the product of two denominators is a normal number. */
const EPSILON_FLOOR: f64 = 1e-15;

/** Stores the constants of the Adam steps that follow. */
export function beginAdam(beta1: f64, beta2: f64, epsilon: f64, correction1: f64, correction2: f64): void {
  const gain = 1 - beta1;
  store<f32>(BETA_1, <f32>beta1);
  store<f32>(BETA_2, <f32>beta2);
  store<f32>(GAIN_1, <f32>gain);
  store<f32>(SQUARE_GAIN, <f32>((1 - beta2) / (gain * gain)));
  store<f32>(OFFSET, <f32>(gain * Math.max(OFFSET_FACTOR * epsilon, OFFSET_FLOOR)));
  const root = Math.sqrt(correction2);
  store<f64>(CORRECTION_1, correction1);
  store<f64>(ROOT, root);
  store<f32>(EPSILON, <f32>Math.max(epsilon / root, EPSILON_FLOOR));
}

/** Stores the step size of one replica. */
export function prepareReplica(rate: usize): void {
  store<f32>(STEP, <f32>((<f64>load<f32>(rate) * load<f64>(CORRECTION_1)) / load<f64>(ROOT)));
}

/** The next m; g is scaled by 1 − β₁. */
// @ts-ignore: decorator
@inline
function nextM(m: usize, g: v128): v128 {
  return flush(f32x4.add(f32x4.mul(splat(BETA_1), v128.load(m)), g));
}

/** The next v; g is scaled by 1 − β₁. */
// @ts-ignore: decorator
@inline
function nextV(v: usize, g: v128): v128 {
  const shifted = f32x4.add(g, splat(OFFSET));
  const square = f32x4.mul(f32x4.mul(splat(SQUARE_GAIN), shifted), shifted);
  return f32x4.add(f32x4.mul(splat(BETA_2), v128.load(v)), square);
}

/** √v + ε, up to the factor that STEP carries. */
// @ts-ignore: decorator
@inline
function denominator(v: v128): v128 {
  return f32x4.add(f32x4.sqrt(v), splat(EPSILON));
}

/** Up to four weights. */
// @ts-ignore: decorator
@inline
export function adamLanes(w: usize, m: usize, v: usize, g: v128, count: u32): void {
  const mNext = nextM(m, g);
  const vNext = nextV(v, g);
  storeLanes(m, mNext, count);
  storeLanes(v, vNext, count);
  const step = f32x4.mul(f32x4.div(splat(STEP), denominator(vNext)), mNext);
  storeLanes(w, f32x4.add(v128.load(w), step), count);
}

/** Eight weights: their two denominators share one division, 1/a = b/(ab). */
// @ts-ignore: decorator
@inline
export function adamEight(w: usize, m: usize, v: usize, g0: v128, g1: v128): void {
  const m0 = nextM(m, g0);
  const m1 = nextM(m + 16, g1);
  const v0 = nextV(v, g0);
  const v1 = nextV(v + 16, g1);
  v128.store(m, m0);
  v128.store(m, m1, 16);
  v128.store(v, v0);
  v128.store(v, v1, 16);
  const d0 = denominator(v0);
  const d1 = denominator(v1);
  const shared = f32x4.div(splat(STEP), f32x4.mul(d0, d1));
  v128.store(w, f32x4.add(v128.load(w), f32x4.mul(f32x4.mul(shared, d1), m0)));
  v128.store(w, f32x4.add(v128.load(w, 16), f32x4.mul(f32x4.mul(shared, d0), m1)), 16);
}
