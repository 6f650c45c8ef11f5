import type { AdamStep, Tensor } from "../engine.js";
import { accumulateOuter, outer, reduceTrace } from "./traces.js";

export function sgd(weights: Tensor, gradient: Tensor, rate: Tensor, active: Tensor): void {
  forEachActive(weights, active, (k, replica) => {
    weights.data[k] += rate.data[replica] * gradient.data[k];
  });
}

export function momentum(
  weights: Tensor,
  m: Tensor,
  gradient: Tensor,
  rate: Tensor,
  active: Tensor,
  beta: number,
): void {
  forEachActive(weights, active, (k, replica) => {
    m.data[k] = beta * m.data[k] + gradient.data[k];
    weights.data[k] += rate.data[replica] * m.data[k];
  });
}

export function adam(
  weights: Tensor,
  m: Tensor,
  v: Tensor,
  gradient: Tensor,
  rate: Tensor,
  active: Tensor,
  { beta1, beta2, epsilon, correction1, correction2 }: AdamStep,
): void {
  forEachActive(weights, active, (k, replica) => {
    const g = gradient.data[k];
    m.data[k] = beta1 * m.data[k] + (1 - beta1) * g;
    v.data[k] = beta2 * v.data[k] + (1 - beta2) * g * g;
    weights.data[k] +=
      (rate.data[replica] * m.data[k] * correction1) / (Math.sqrt(v.data[k] * correction2) + epsilon);
  });
}

export function adamOuter(
  weights: Tensor,
  m: Tensor,
  v: Tensor,
  h: Tensor,
  e: Tensor,
  gain: Tensor,
  temperature: Tensor,
  rate: Tensor,
  active: Tensor,
  step: AdamStep,
): void {
  const gradient = { ...weights, data: new Float64Array(weights.data.length) };
  outer(gradient, h, e, gain, temperature);
  adam(weights, m, v, gradient, rate, active, step);
}

export function adamTrace(
  weights: Tensor,
  m: Tensor,
  v: Tensor,
  trace: Tensor,
  h: Tensor,
  e: Tensor,
  decay: Tensor,
  gain: Tensor,
  temperature: Tensor,
  rate: Tensor,
  active: Tensor,
  step: AdamStep,
): void {
  const gradient = { ...weights, data: new Float64Array(weights.data.length) };
  accumulateOuter(trace, h, e, decay, null, temperature);
  reduceTrace(gradient, trace, gain, null);
  adam(weights, m, v, gradient, rate, active, step);
}

function forEachActive(weights: Tensor, active: Tensor, visit: (k: number, replica: number) => void): void {
  const stride = weights.rows * weights.columns;
  for (let r = 0; r < weights.replicas; r++) {
    if (active.data[r] === 0) continue;
    for (let k = r * stride; k < (r + 1) * stride; k++) visit(k, r);
  }
}
