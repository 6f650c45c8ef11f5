import type { Tensor } from "../engine.js";

export function outer(gradient: Tensor, h: Tensor, e: Tensor, gain: Tensor, temperature: Tensor): void {
  gradient.data.fill(0);
  forEachConnection(h, e, (parameter, sample, replica, activity, eligibility) => {
    const stride = (h.columns + 1) * e.columns;
    gradient.data[replica * stride + parameter] +=
      (gain.data[sample] * activity * eligibility) / temperature.data[replica];
  });
}

export function accumulateOuter(
  trace: Tensor,
  h: Tensor,
  e: Tensor,
  decay: Tensor,
  gain: Tensor | null,
  temperature: Tensor,
): void {
  const stride = (h.columns + 1) * e.columns;
  forEachConnection(h, e, (parameter, sample, replica, activity, eligibility) => {
    const k = sample * stride + parameter;
    const scale = gain === null ? 1 : gain.data[sample];
    trace.data[k] =
      decay.data[sample] * trace.data[k] + (scale * activity * eligibility) / temperature.data[replica];
  });
}

export function accumulateTrace(sum: Tensor, trace: Tensor, gain: Tensor): void {
  const stride = sum.data.length / gain.data.length;
  for (let k = 0; k < sum.data.length; k++) sum.data[k] += gain.data[Math.floor(k / stride)] * trace.data[k];
}

export function scaleSamples(sum: Tensor, factor: Tensor): void {
  const stride = sum.data.length / factor.data.length;
  for (let k = 0; k < sum.data.length; k++) sum.data[k] *= factor.data[Math.floor(k / stride)];
}

export function reduceTrace(gradient: Tensor, trace: Tensor, gain: Tensor, reward: Tensor | null): void {
  const { replicas, columns: units } = gradient;
  const stride = gradient.rows * units;
  gradient.data.fill(0);
  for (let r = 0; r < replicas; r++) {
    for (let b = 0; b < gain.rows; b++) {
      const sample = r * gain.rows + b;
      for (let k = 0; k < stride; k++) {
        const rho = reward === null ? 1 : reward.data[sample * units + (k % units)];
        gradient.data[r * stride + k] += gain.data[sample] * rho * trace.data[sample * stride + k];
      }
    }
  }
}

/** Visits every weight of every sample; the bias is the connection from a constant 1. */
function forEachConnection(
  h: Tensor,
  e: Tensor,
  visit: (parameter: number, sample: number, replica: number, activity: number, eligibility: number) => void,
): void {
  const inputs = h.columns;
  const units = e.columns;
  for (let r = 0; r < h.replicas; r++) {
    for (let b = 0; b < h.rows; b++) {
      const sample = r * h.rows + b;
      for (let i = 0; i <= inputs; i++) {
        const activity = i === inputs ? 1 : h.data[sample * inputs + i];
        for (let j = 0; j < units; j++) {
          visit(i * units + j, sample, r, activity, e.data[sample * units + j]);
        }
      }
    }
  }
}
