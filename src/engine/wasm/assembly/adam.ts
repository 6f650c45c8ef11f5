/** Adam (Kingma and Ba 2015), alone and fused with the gradient that feeds it. */
import { flush, ONES, splat, storeLanes } from "./lanes";
import { accumulateOuter, accumulated } from "./traces";

const BETA_1: usize = memory.data<f32>([0]);
const BETA_2: usize = memory.data<f32>([0]);
/** 1 − β₁. Gradients are scaled by it on their way, so that m takes them as they are … */
const GAIN_1: usize = memory.data<f32>([0]);
/** … and (1 − β₂)/(1 − β₁)² then scales their squares. */
const SQUARE_GAIN: usize = memory.data<f32>([0]);
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
/** What outer products are multiplied with, the decay of traces, and what traces are multiplied with. */
const OUTER: usize = memory.data<f32>([0]);
const DECAY: usize = memory.data<f32>([0]);
const GAIN: usize = memory.data<f32>([0]);

/** Stores what is common to one Adam step of all replicas; returns 1 − β₁. */
function prepareAdam(beta1: f64, beta2: f64, epsilon: f64): f32 {
  const gain = 1 - beta1;
  store<f32>(BETA_1, <f32>beta1);
  store<f32>(BETA_2, <f32>beta2);
  store<f32>(GAIN_1, <f32>gain);
  store<f32>(SQUARE_GAIN, <f32>((1 - beta2) / (gain * gain)));
  store<f32>(OFFSET, <f32>(gain * Math.max(OFFSET_FACTOR * epsilon, OFFSET_FLOOR)));
  return <f32>gain;
}

/** Stores the step size of one replica. */
function prepareReplica(rate: usize, epsilon: f64, correction1: f64, correction2: f64): void {
  const root = Math.sqrt(correction2);
  store<f32>(STEP, <f32>((<f64>load<f32>(rate) * correction1) / root));
  store<f32>(EPSILON, <f32>Math.max(epsilon / root, EPSILON_FLOOR));
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
function adamLanes(w: usize, m: usize, v: usize, g: v128, count: u32): void {
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
function adamEight(w: usize, m: usize, v: usize, g0: v128, g1: v128): void {
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

/** m = β₁ m + (1 − β₁) g, v = β₂ v + (1 − β₂) g², w += rate · (m·c₁)/(√(v·c₂) + ε). */
export function adam(
  weights: usize,
  m: usize,
  v: usize,
  gradient: usize,
  rate: usize,
  active: usize,
  replicas: u32,
  parameters: u32,
  beta1: f64,
  beta2: f64,
  epsilon: f64,
  correction1: f64,
  correction2: f64,
): void {
  prepareAdam(beta1, beta2, epsilon);
  for (let r: u32 = 0; r < replicas; r++, rate += 4, active += 4) {
    const stride: usize = parameters << 2;
    if (load<f32>(active) != 0) {
      prepareReplica(rate, epsilon, correction1, correction2);
      let left: i32 = parameters;
      let o: usize = 0;
      for (; left >= 8; left -= 8, o += 32) {
        const g0 = f32x4.mul(splat(GAIN_1), v128.load(gradient + o));
        const g1 = f32x4.mul(splat(GAIN_1), v128.load(gradient + o + 16));
        adamEight(weights + o, m + o, v + o, g0, g1);
      }
      for (; left > 0; left -= 4, o += 16) {
        const g = f32x4.mul(splat(GAIN_1), v128.load(gradient + o));
        adamLanes(weights + o, m + o, v + o, g, left);
      }
    }
    weights += stride;
    m += stride;
    v += stride;
    gradient += stride;
  }
}

/** `outer` then `adam`. One sample per replica. */
export function adamOuter(
  weights: usize,
  m: usize,
  v: usize,
  h: usize,
  e: usize,
  gain: usize,
  temperature: usize,
  rate: usize,
  active: usize,
  replicas: u32,
  inputs: u32,
  units: u32,
  beta1: f64,
  beta2: f64,
  epsilon: f64,
  correction1: f64,
  correction2: f64,
): void {
  const scale = prepareAdam(beta1, beta2, epsilon);
  const parameters: usize = ((inputs + 1) * units) << 2;
  for (let r: u32 = 0; r < replicas; r++) {
    const o: usize = r << 2;
    if (load<f32>(active + o) != 0) {
      prepareReplica(rate + o, epsilon, correction1, correction2);
      store<f32>(OUTER, (scale * load<f32>(gain + o)) / load<f32>(temperature + o));
      if (units == 1) {
        adamOuterRows(weights, m, v, h, e, 0, 1, inputs);
        const bias: usize = inputs << 2;
        adamOuterRows(weights + bias, m + bias, v + bias, ONES, e, 0, 1, 1);
      } else {
        adamOuterRows(weights, m, v, e, h, 4, inputs, units);
        const bias: usize = (inputs * units) << 2;
        adamOuterRows(weights + bias, m + bias, v + bias, e, ONES, 0, 1, units);
      }
    }
    weights += parameters;
    m += parameters;
    v += parameters;
    h += inputs << 2;
    e += units << 2;
  }
}

/** Adam on `rows` rows of gradient OUTER · scalar · vector. */
function adamOuterRows(
  w: usize,
  m: usize,
  v: usize,
  vectors: usize,
  scalars: usize,
  scalarStride: usize,
  rows: u32,
  count: u32,
): void {
  for (let i: u32 = 0; i < rows; i++, scalars += scalarStride) {
    const factor = f32x4.mul(splat(scalars), splat(OUTER));
    let vector = vectors;
    let left: i32 = count;
    for (; left >= 8; left -= 8, w += 32, m += 32, v += 32, vector += 32) {
      const g0 = f32x4.mul(factor, v128.load(vector));
      const g1 = f32x4.mul(factor, v128.load(vector, 16));
      adamEight(w, m, v, g0, g1);
    }
    for (; left > 0; left -= 4, vector += 16) {
      adamLanes(w, m, v, f32x4.mul(factor, v128.load(vector)), left);
      const bytes: usize = min<i32>(left, 4) << 2;
      w += bytes;
      m += bytes;
      v += bytes;
    }
  }
}

/** `accumulateOuter`, `reduceTrace`, then `adam`. One sample per replica. */
export function adamTrace(
  weights: usize,
  m: usize,
  v: usize,
  trace: usize,
  h: usize,
  e: usize,
  decay: usize,
  gain: usize,
  temperature: usize,
  rate: usize,
  active: usize,
  replicas: u32,
  inputs: u32,
  units: u32,
  beta1: f64,
  beta2: f64,
  epsilon: f64,
  correction1: f64,
  correction2: f64,
): void {
  const scale = prepareAdam(beta1, beta2, epsilon);
  const parameters: usize = ((inputs + 1) * units) << 2;
  for (let r: u32 = 0; r < replicas; r++) {
    const o: usize = r << 2;
    if (load<f32>(active + o) == 0) {
      accumulateOuter(trace, h, e, decay + o, 0, temperature + o, 1, 1, inputs, units);
    } else {
      prepareReplica(rate + o, epsilon, correction1, correction2);
      store<f32>(OUTER, 1 / load<f32>(temperature + o));
      store<f32>(DECAY, load<f32>(decay + o));
      store<f32>(GAIN, scale * load<f32>(gain + o));
      if (units == 1) {
        adamTraceRows(weights, m, v, trace, h, e, 0, 1, inputs);
        const bias: usize = inputs << 2;
        adamTraceRows(weights + bias, m + bias, v + bias, trace + bias, ONES, e, 0, 1, 1);
      } else {
        adamTraceRows(weights, m, v, trace, e, h, 4, inputs, units);
        const bias: usize = (inputs * units) << 2;
        adamTraceRows(weights + bias, m + bias, v + bias, trace + bias, e, ONES, 0, 1, units);
      }
    }
    weights += parameters;
    m += parameters;
    v += parameters;
    trace += parameters;
    h += inputs << 2;
    e += units << 2;
  }
}

/** Adam on `rows` rows of gradient GAIN · trace, after adding OUTER · scalar · vector to the trace. */
function adamTraceRows(
  w: usize,
  m: usize,
  v: usize,
  trace: usize,
  vectors: usize,
  scalars: usize,
  scalarStride: usize,
  rows: u32,
  count: u32,
): void {
  const decay = splat(DECAY);
  for (let i: u32 = 0; i < rows; i++, scalars += scalarStride) {
    const factor = f32x4.mul(splat(scalars), splat(OUTER));
    let vector = vectors;
    let left: i32 = count;
    for (; left >= 8; left -= 8, w += 32, m += 32, v += 32, trace += 32, vector += 32) {
      const t0 = accumulated(trace, vector, factor, decay);
      const t1 = accumulated(trace + 16, vector + 16, factor, decay);
      v128.store(trace, t0);
      v128.store(trace, t1, 16);
      adamEight(w, m, v, f32x4.mul(splat(GAIN), t0), f32x4.mul(splat(GAIN), t1));
    }
    for (; left > 0; left -= 4, vector += 16) {
      const t = accumulated(trace, vector, factor, decay);
      storeLanes(trace, t, left);
      adamLanes(w, m, v, f32x4.mul(splat(GAIN), t), left);
      const bytes: usize = min<i32>(left, 4) << 2;
      w += bytes;
      m += bytes;
      v += bytes;
      trace += bytes;
    }
  }
}
