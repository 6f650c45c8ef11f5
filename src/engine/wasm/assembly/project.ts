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
  if (!fitsPanels(batch, inputs, units)) {
    projectOneByOne(d, weights, e, temperature, replicas, batch, inputs, units);
    return;
  }
  for (let r: u32 = 0; r < replicas; r++, temperature += 4) {
    store<f32>(FACTOR, 1 / load<f32>(temperature));
    const pairs: usize = batch & ~1;
    projectPanels(d, 0, weights, e, FACTOR, batch & ~1, inputs, units);
    if (inputs & 7) projectRest(d, 0, weights, e, batch & ~1, inputs, units);
    d += pairs * (inputs << 2);
    e += pairs * (units << 2);
    if (batch & 1) {
      projectOneByOne(d, weights, e, temperature, 1, 1, inputs, units);
      d += inputs << 2;
      e += units << 2;
    }
    weights += ((inputs + 1) * units) << 2;
  }
}

function projectOneByOne(
  d: usize,
  weights: usize,
  e: usize,
  temperature: usize,
  replicas: u32,
  batch: u32,
  inputs: u32,
  units: u32,
): void {
  for (let r: u32 = 0; r < replicas; r++) {
    store<f32>(FACTOR, 1 / load<f32>(temperature + (r << 2)));
    for (let b: u32 = 0; b < batch; b++) {
      if (units == 1) {
        const gain = f32x4.mul(splat(e), splat(FACTOR));
        for (let i: u32 = 0; i < inputs; i += 4) {
          storeLanes(d + (i << 2), f32x4.mul(v128.load(weights + (i << 2)), gain), inputs - i);
        }
      } else {
        const factor = splat(FACTOR);
        for (let i: u32 = 0; i < inputs; i += 4) {
          const sums = sumsOfFourRows<Plain>(weights, 0, e, i, inputs, units);
          storeLanes(d + (i << 2), f32x4.mul(factor, sums), inputs - i);
        }
      }
      d += inputs << 2;
      e += units << 2;
    }
    weights += ((inputs + 1) * units) << 2;
  }
}

/** Inputs that are too few for a panel, of which `h` may be 0 (none: 1). */
function projectRest(out: usize, h: usize, weights: usize, e: usize, batch: u32, inputs: u32, units: u32): void {
  const factor = splat(FACTOR);
  for (let b: u32 = 0; b < batch; b++) {
    for (let i: u32 = inputs & ~7; i < inputs; i += 4) {
      let sums = f32x4.mul(factor, sumsOfFourRows<Plain>(weights, 0, e, i, inputs, units));
      if (h != 0) sums = f32x4.mul(v128.load(h + (i << 2)), sums);
      storeLanes(out + (i << 2), sums, inputs - i);
    }
    out += inputs << 2;
    if (h != 0) h += inputs << 2;
    e += units << 2;
  }
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
  if (!fitsPanels(batch, inputs, units)) {
    weightMaxOneByOne(out, h, weights, e, temperature, replicas, batch, inputs, units);
    return;
  }
  for (let r: u32 = 0; r < replicas; r++, temperature += 4) {
    store<f32>(FACTOR, 2 / load<f32>(temperature));
    const pairs: usize = batch & ~1;
    projectPanels(out, h, weights, e, FACTOR, batch & ~1, inputs, units);
    if (inputs & 7) projectRest(out, h, weights, e, batch & ~1, inputs, units);
    out += pairs * (inputs << 2);
    h += pairs * (inputs << 2);
    e += pairs * (units << 2);
    if (batch & 1) {
      weightMaxOneByOne(out, h, weights, e, temperature, 1, 1, inputs, units);
      out += inputs << 2;
      h += inputs << 2;
      e += units << 2;
    }
    weights += ((inputs + 1) * units) << 2;
  }
}

function weightMaxOneByOne(
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
  for (let r: u32 = 0; r < replicas; r++) {
    store<f32>(FACTOR, 2 / load<f32>(temperature + (r << 2)));
    for (let b: u32 = 0; b < batch; b++) {
      if (units == 1) {
        const gain = f32x4.mul(splat(e), splat(FACTOR));
        for (let i: u32 = 0; i < inputs; i += 4) {
          const scaled = f32x4.mul(v128.load(weights + (i << 2)), gain);
          storeLanes(out + (i << 2), f32x4.mul(v128.load(h + (i << 2)), scaled), inputs - i);
        }
      } else {
        const factor = splat(FACTOR);
        for (let i: u32 = 0; i < inputs; i += 4) {
          const sums = f32x4.mul(factor, sumsOfFourRows<Plain>(weights, 0, e, i, inputs, units));
          storeLanes(out + (i << 2), f32x4.mul(v128.load(h + (i << 2)), sums), inputs - i);
        }
      }
      out += inputs << 2;
      h += inputs << 2;
      e += units << 2;
    }
    weights += ((inputs + 1) * units) << 2;
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
