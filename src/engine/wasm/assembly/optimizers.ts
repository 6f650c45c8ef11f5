/** Optimizer steps that take a stored gradient; Adam has a file of its own. */
import { flush, splat, storeLanes } from "./lanes";

const BETA: usize = memory.data<f32>([0]);

/** w += rate · g. */
export function sgd(
  weights: usize,
  gradient: usize,
  rate: usize,
  active: usize,
  replicas: u32,
  parameters: u32,
): void {
  for (let r: u32 = 0; r < replicas; r++, rate += 4, active += 4) {
    if (load<f32>(active) != 0) {
      const step = splat(rate);
      let w = weights;
      let g = gradient;
      for (let left: i32 = parameters; left > 0; left -= 4, w += 16, g += 16) {
        storeLanes(w, f32x4.add(v128.load(w), f32x4.mul(step, v128.load(g))), left);
      }
    }
    weights += parameters << 2;
    gradient += parameters << 2;
  }
}

/** m = β m + g, w += rate · m. */
export function momentum(
  weights: usize,
  m: usize,
  gradient: usize,
  rate: usize,
  active: usize,
  replicas: u32,
  parameters: u32,
  beta: f32,
): void {
  store<f32>(BETA, beta);
  const decay = splat(BETA);
  for (let r: u32 = 0; r < replicas; r++, rate += 4, active += 4) {
    if (load<f32>(active) != 0) {
      const step = splat(rate);
      let w = weights;
      let g = gradient;
      let mNow = m;
      for (let left: i32 = parameters; left > 0; left -= 4, w += 16, g += 16, mNow += 16) {
        const next = flush(f32x4.add(f32x4.mul(decay, v128.load(mNow)), v128.load(g)));
        storeLanes(mNow, next, left);
        storeLanes(w, f32x4.add(v128.load(w), f32x4.mul(step, next)), left);
      }
    }
    weights += parameters << 2;
    m += parameters << 2;
    gradient += parameters << 2;
  }
}
