/**
 * Adam on a stored gradient, and fused with the outer product or the trace that feeds it; its constants
 * are those of the last `beginAdam`.
 */
import { adamEight, adamLanes, GAIN_1, prepareReplica } from "./adam-lanes";
import { ONES, splat, storeLanes } from "./lanes";
import { accumulateOuter, accumulated } from "./traces";

/** What outer products are multiplied with, the decay of traces, and what traces are multiplied with. */
const OUTER: usize = memory.data<f32>([0]);
const DECAY: usize = memory.data<f32>([0]);
const GAIN: usize = memory.data<f32>([0]);

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
): void {
  for (let r: u32 = 0; r < replicas; r++, rate += 4, active += 4) {
    const stride: usize = parameters << 2;
    if (load<f32>(active) != 0) {
      prepareReplica(rate);
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
): void {
  const scale = load<f32>(GAIN_1);
  const parameters: usize = ((inputs + 1) * units) << 2;
  for (let r: u32 = 0; r < replicas; r++) {
    const o: usize = r << 2;
    if (load<f32>(active + o) != 0) {
      prepareReplica(rate + o);
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
): void {
  const scale = load<f32>(GAIN_1);
  const parameters: usize = ((inputs + 1) * units) << 2;
  for (let r: u32 = 0; r < replicas; r++) {
    const o: usize = r << 2;
    if (load<f32>(active + o) == 0) {
      accumulateOuter(trace, h, e, decay + o, 0, temperature + o, 1, 1, inputs, units);
    } else {
      prepareReplica(rate + o);
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
