/** The sums of weights and eligibilities that carry credit down a layer. */
import { laneMask, splat, storeLanes, sumLanesOfFour } from "./lanes";
import { fitsPanels, projectPanels } from "./project-panels";

/** Factor of the sums of the replica at hand. */
const FACTOR: usize = memory.data<f32>([1]);

/** d_i = Σ_j w_ij e_j / T. */
export function project(
  d: usize,
  weights: usize,
  e: usize,
  temperature: usize,
  replicas: u32,
  batch: u32,
  inputs: u32,
  units: u32,
): void {
  carryDown(d, 0, weights, e, 1, temperature, replicas, batch, inputs, units);
}

/** r_i = (2/T) h_i Σ_j w_ij e_j. */
export function weightMaxReward(
  out: usize,
  h: usize,
  weights: usize,
  e: usize,
  temperature: usize,
  replicas: u32,
  batch: u32,
  inputs: u32,
  units: u32,
): void {
  carryDown(out, h, weights, e, 2, temperature, replicas, batch, inputs, units);
}

/** out_i = (scale/T) Σ_j w_ij e_j, times h_i unless `h` is 0. */
function carryDown(
  out: usize,
  h: usize,
  weights: usize,
  e: usize,
  scale: f32,
  temperature: usize,
  replicas: u32,
  batch: u32,
  inputs: u32,
  units: u32,
): void {
  const inPanels: u32 = fitsPanels(batch, inputs, units) ? batch & ~1 : 0;
  const below: usize = inputs << 2;
  const above: usize = units << 2;
  for (let r: u32 = 0; r < replicas; r++, temperature += 4) {
    store<f32>(FACTOR, scale / load<f32>(temperature));
    if (inPanels > 0) {
      projectPanels(out, h, weights, e, FACTOR, inPanels, inputs, units);
      // Inputs that are too few for a panel.
      if (inputs & 7) sumInputs(out, h, weights, e, inPanels, inputs & ~7, inputs, units);
      out += inPanels * below;
      if (h != 0) h += inPanels * below;
      e += inPanels * above;
    }
    const rest = batch - inPanels;
    sumInputs(out, h, weights, e, rest, 0, inputs, units);
    out += rest * below;
    if (h != 0) h += rest * below;
    e += rest * above;
    weights += (inputs + 1) * above;
  }
}

/** The sums of inputs from `first` on, one sample after the other; `h` may be 0 (none: 1). */
function sumInputs(
  out: usize,
  h: usize,
  weights: usize,
  e: usize,
  batch: u32,
  first: u32,
  inputs: u32,
  units: u32,
): void {
  const factor = splat(FACTOR);
  for (let b: u32 = 0; b < batch; b++) {
    const gain = f32x4.mul(splat(e), factor);
    for (let i: u32 = first; i < inputs; i += 4) {
      let sums =
        units == 1
          ? f32x4.mul(v128.load(weights + (i << 2)), gain)
          : f32x4.mul(factor, sumsOfFourRows<Plain>(weights, 0, e, i, inputs, units));
      if (h != 0) sums = f32x4.mul(v128.load(h + (i << 2)), sums);
      storeLanes(out + (i << 2), sums, inputs - i);
    }
    out += inputs << 2;
    if (h != 0) h += inputs << 2;
    e += units << 2;
  }
}

/** r_i = Σ_j 2 w_ij ρ_j trace_ij; `reward` ρ may be 0 (none: ρ = 1). */
export function weightMaxTraceReward(
  out: usize,
  weights: usize,
  trace: usize,
  reward: usize,
  replicas: u32,
  batch: u32,
  inputs: u32,
  units: u32,
): void {
  const parameters: usize = ((inputs + 1) * units) << 2;
  for (let r: u32 = 0; r < replicas; r++) {
    for (let b: u32 = 0; b < batch; b++) {
      for (let i: u32 = 0; i < inputs; i += 4) {
        const sums =
          reward != 0
            ? sumsOfFourRows<TracedAndRewarded>(weights, trace, reward, i, inputs, units)
            : sumsOfFourRows<Traced>(weights, trace, 0, i, inputs, units);
        storeLanes(out + (i << 2), f32x4.add(sums, sums), inputs - i);
      }
      out += inputs << 2;
      trace += parameters;
      if (reward != 0) reward += units << 2;
    }
    weights += parameters;
  }
}

/** Σ_j w_ij e_j. */
class Plain {}
/** Σ_j w_ij trace_ij. */
class Traced {}
/** Σ_j w_ij trace_ij e_j. */
class TracedAndRewarded {}

/** One term of the sums. */
// @ts-ignore: decorator
@inline
function term<F>(w: usize, trace: usize, e: v128): v128 {
  if (idof<F>() == idof<Plain>()) return f32x4.mul(v128.load(w), e);
  const traced = f32x4.mul(v128.load(w), v128.load(trace));
  if (idof<F>() == idof<Traced>()) return traced;
  return f32x4.mul(traced, e);
}

/** Sums over the columns of rows i … i + 3; past the last input the last row is summed again. */
// @ts-ignore: decorator
@inline
function sumsOfFourRows<F>(weights: usize, trace: usize, e: usize, i: u32, inputs: u32, units: u32): v128 {
  const stride: usize = units << 2;
  const last = inputs - 1;
  const o0: usize = <usize>i * stride;
  const o1: usize = <usize>min(i + 1, last) * stride;
  const o2: usize = <usize>min(i + 2, last) * stride;
  const o3: usize = <usize>min(i + 3, last) * stride;
  let w0 = weights + o0;
  let w1 = weights + o1;
  let w2 = weights + o2;
  let w3 = weights + o3;
  let t0 = trace + o0;
  let t1 = trace + o1;
  let t2 = trace + o2;
  let t3 = trace + o3;
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  let eNow = a0;
  let left: i32 = units;
  if (idof<F>() == idof<Plain>()) {
    for (; left >= 8; left -= 8) {
      const e0 = v128.load(e, 0);
      const e1 = v128.load(e, 16);
      a0 = f32x4.add(a0, f32x4.add(f32x4.mul(e0, v128.load(w0)), f32x4.mul(e1, v128.load(w0, 16))));
      a1 = f32x4.add(a1, f32x4.add(f32x4.mul(e0, v128.load(w1)), f32x4.mul(e1, v128.load(w1, 16))));
      a2 = f32x4.add(a2, f32x4.add(f32x4.mul(e0, v128.load(w2)), f32x4.mul(e1, v128.load(w2, 16))));
      a3 = f32x4.add(a3, f32x4.add(f32x4.mul(e0, v128.load(w3)), f32x4.mul(e1, v128.load(w3, 16))));
      w0 += 32;
      w1 += 32;
      w2 += 32;
      w3 += 32;
      e += 32;
    }
  }
  for (; left >= 4; left -= 4) {
    if (idof<F>() != idof<Traced>()) eNow = v128.load(e);
    a0 = f32x4.add(a0, term<F>(w0, t0, eNow));
    a1 = f32x4.add(a1, term<F>(w1, t1, eNow));
    a2 = f32x4.add(a2, term<F>(w2, t2, eNow));
    a3 = f32x4.add(a3, term<F>(w3, t3, eNow));
    w0 += 16;
    w1 += 16;
    w2 += 16;
    w3 += 16;
    if (idof<F>() != idof<Plain>()) {
      t0 += 16;
      t1 += 16;
      t2 += 16;
      t3 += 16;
    }
    e += 16;
  }
  if (left > 0) {
    const mask = laneMask(left);
    if (idof<F>() != idof<Traced>()) eNow = v128.load(e);
    a0 = f32x4.add(a0, v128.and(mask, term<F>(w0, t0, eNow)));
    a1 = f32x4.add(a1, v128.and(mask, term<F>(w1, t1, eNow)));
    a2 = f32x4.add(a2, v128.and(mask, term<F>(w2, t2, eNow)));
    a3 = f32x4.add(a3, v128.and(mask, term<F>(w3, t3, eNow)));
  }
  return sumLanesOfFour(a0, a1, a2, a3);
}
