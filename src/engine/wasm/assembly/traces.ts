/** Outer products of activity and eligibility, and eligibility traces. */
import { flush, ONES, splat, storeLanes } from "./lanes";
import { outerBlocks } from "./outer-blocks";

/** What one row of an outer product is multiplied with: gain/T, and the decay of its trace. */
const GAIN: usize = memory.data<f32>([1]);
const DECAY: usize = memory.data<f32>([1]);

/** From so many samples on blocks pay. */
const BLOCKED_BATCH: u32 = 4;

/** gradient_ij = Σ_b gain_b h_bi e_bj / T. */
export function outer(
  gradient: usize,
  h: usize,
  e: usize,
  gain: usize,
  temperature: usize,
  replicas: u32,
  batch: u32,
  inputs: u32,
  units: u32,
): void {
  const hStride: usize = inputs << 2;
  const eStride: usize = units << 2;
  for (let r: u32 = 0; r < replicas; r++) {
    store<f32>(GAIN, 1 / load<f32>(temperature + (r << 2)));
    if (units == 1) {
      for (let i: u32 = 0; i < inputs; i += 4) {
        sumOverBatch(gradient + (i << 2), h + (i << 2), hStride, e, 4, gain, batch, inputs - i);
      }
      sumOverBatch(gradient + hStride, ONES, 0, e, 4, gain, batch, 1);
      gradient += hStride + 4;
    } else {
      let i: u32 = 0;
      if (batch >= BLOCKED_BATCH) {
        outerBlocks(gradient, h, e, gain, GAIN, batch, inputs, units);
        i = inputs & ~3;
        gradient += eStride * i;
      }
      for (; i <= inputs; i++) {
        const scalars = i < inputs ? h + (i << 2) : ONES;
        const scalarStride = i < inputs ? hStride : 0;
        let j: u32 = 0;
        for (; j + 16 <= units; j += 16) {
          sumSixteenOverBatch(gradient + (j << 2), e + (j << 2), eStride, scalars, scalarStride, gain, batch);
        }
        for (; j < units; j += 4) {
          const left = units - j;
          sumOverBatch(gradient + (j << 2), e + (j << 2), eStride, scalars, scalarStride, gain, batch, left);
        }
        gradient += eStride;
      }
    }
    h += hStride * batch;
    e += eStride * batch;
    gain += batch << 2;
  }
}

/** out = GAIN Σ_b gain_b scalar_b vector_b on up to four lanes. */
// @ts-ignore: decorator
@inline
function sumOverBatch(
  out: usize,
  vectors: usize,
  vectorStride: usize,
  scalars: usize,
  scalarStride: usize,
  gains: usize,
  batch: u32,
  count: u32,
): void {
  let sum = f32x4.splat(0);
  for (let b: u32 = 0; b < batch; b++) {
    const factor = f32x4.mul(splat(scalars), splat(gains));
    sum = f32x4.add(sum, f32x4.mul(factor, v128.load(vectors)));
    vectors += vectorStride;
    scalars += scalarStride;
    gains += 4;
  }
  storeLanes(out, f32x4.mul(sum, splat(GAIN)), count);
}

/** The same on sixteen lanes, which share the work on the scalar. */
function sumSixteenOverBatch(
  out: usize,
  vectors: usize,
  vectorStride: usize,
  scalars: usize,
  scalarStride: usize,
  gains: usize,
  batch: u32,
): void {
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  for (let n: u32 = 0; n < batch; n++) {
    const factor = f32x4.mul(splat(scalars), splat(gains));
    a = f32x4.add(a, f32x4.mul(factor, v128.load(vectors, 0)));
    b = f32x4.add(b, f32x4.mul(factor, v128.load(vectors, 16)));
    c = f32x4.add(c, f32x4.mul(factor, v128.load(vectors, 32)));
    d = f32x4.add(d, f32x4.mul(factor, v128.load(vectors, 48)));
    vectors += vectorStride;
    scalars += scalarStride;
    gains += 4;
  }
  const inverse = splat(GAIN);
  v128.store(out, f32x4.mul(a, inverse), 0);
  v128.store(out, f32x4.mul(b, inverse), 16);
  v128.store(out, f32x4.mul(c, inverse), 32);
  v128.store(out, f32x4.mul(d, inverse), 48);
}

/** trace_bij = decay_b trace_bij + gain_b h_bi e_bj / T; `gain` may be 0 (none: 1). */
export function accumulateOuter(
  trace: usize,
  h: usize,
  e: usize,
  decay: usize,
  gain: usize,
  temperature: usize,
  replicas: u32,
  batch: u32,
  inputs: u32,
  units: u32,
): void {
  for (let r: u32 = 0; r < replicas; r++) {
    const inverse: f32 = 1 / load<f32>(temperature + (r << 2));
    for (let b: u32 = 0; b < batch; b++) {
      store<f32>(GAIN, gain != 0 ? inverse * load<f32>(gain) : inverse);
      store<f32>(DECAY, load<f32>(decay));
      if (units == 1) {
        trace = accumulateRow(trace, h, e, inputs);
        trace = accumulateRow(trace, ONES, e, 1);
      } else {
        for (let i: u32 = 0; i < inputs; i++) trace = accumulateRow(trace, e, h + (i << 2), units);
        trace = accumulateRow(trace, e, ONES, units);
      }
      h += inputs << 2;
      e += units << 2;
      decay += 4;
      if (gain != 0) gain += 4;
    }
  }
}

/** trace = DECAY trace + GAIN scalar vector; returns the end of the row. */
function accumulateRow(trace: usize, vector: usize, scalar: usize, count: u32): usize {
  const factor = f32x4.mul(splat(scalar), splat(GAIN));
  const decay = splat(DECAY);
  let left: i32 = count;
  for (; left >= 4; left -= 4, trace += 16, vector += 16) {
    v128.store(trace, accumulated(trace, vector, factor, decay));
  }
  if (left > 0) storeLanes(trace, accumulated(trace, vector, factor, decay), left);
  return trace + (max<i32>(left, 0) << 2);
}

/** One vector of a trace, decayed and added to. */
// @ts-ignore: decorator
@inline
export function accumulated(trace: usize, vector: usize, factor: v128, decay: v128): v128 {
  return flush(f32x4.add(f32x4.mul(decay, v128.load(trace)), f32x4.mul(factor, v128.load(vector))));
}

/** sum += gain_b trace for each sample. */
export function accumulateTrace(sum: usize, trace: usize, gain: usize, samples: u32, parameters: u32): void {
  for (let b: u32 = 0; b < samples; b++, gain += 4) {
    const factor = splat(gain);
    let left: i32 = parameters;
    for (; left >= 4; left -= 4, sum += 16, trace += 16) {
      v128.store(sum, f32x4.add(v128.load(sum), f32x4.mul(factor, v128.load(trace))));
    }
    if (left > 0) {
      storeLanes(sum, f32x4.add(v128.load(sum), f32x4.mul(factor, v128.load(trace))), left);
      sum += left << 2;
      trace += left << 2;
    }
  }
}

/** sum = factor_b sum for each sample. */
export function scaleSamples(sum: usize, factor: usize, samples: u32, parameters: u32): void {
  for (let b: u32 = 0; b < samples; b++, factor += 4) {
    const scale = splat(factor);
    let left: i32 = parameters;
    for (; left >= 4; left -= 4, sum += 16) v128.store(sum, flush(f32x4.mul(scale, v128.load(sum))));
    if (left > 0) {
      storeLanes(sum, flush(f32x4.mul(scale, v128.load(sum))), left);
      sum += left << 2;
    }
  }
}

/** gradient_ij = Σ_b gain_b ρ_bj trace_bij; `reward` ρ may be 0 (none: 1). */
export function reduceTrace(
  gradient: usize,
  trace: usize,
  gain: usize,
  reward: usize,
  replicas: u32,
  batch: u32,
  rows: u32,
  units: u32,
): void {
  const parameters = rows * units;
  const stride: usize = parameters << 2;
  for (let r: u32 = 0; r < replicas; r++) {
    if (reward == 0) {
      for (let k: u32 = 0; k < parameters; k += 4) {
        reduceLanes(gradient + (k << 2), trace + (k << 2), stride, gain, 0, 0, batch, parameters - k);
      }
    } else {
      for (let i: u32 = 0; i < rows; i++) {
        for (let j: u32 = 0; j < units; j += 4) {
          const k: usize = (i * units + j) << 2;
          const rho = reward + (j << 2);
          reduceLanes(gradient + k, trace + k, stride, gain, rho, units << 2, batch, units - j);
        }
      }
      reward += (batch * units) << 2;
    }
    gradient += stride;
    trace += stride * batch;
    gain += batch << 2;
  }
}

/** Up to four lanes of {@link reduceTrace}. */
// @ts-ignore: decorator
@inline
function reduceLanes(
  out: usize,
  trace: usize,
  stride: usize,
  gain: usize,
  reward: usize,
  rewardStride: usize,
  batch: u32,
  count: u32,
): void {
  let sum = f32x4.splat(0);
  for (let b: u32 = 0; b < batch; b++) {
    let factor = splat(gain);
    if (reward != 0) factor = f32x4.mul(factor, v128.load(reward));
    sum = f32x4.add(sum, f32x4.mul(factor, v128.load(trace)));
    trace += stride;
    gain += 4;
    reward += rewardStride;
  }
  storeLanes(out, sum, count);
}
