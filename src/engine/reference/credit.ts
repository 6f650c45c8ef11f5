import type { Tensor } from "../engine.js";

export function score(e: Tensor, h: Tensor, p: Tensor): void {
  for (let k = 0; k < e.data.length; k++) e.data[k] = h.data[k] - p.data[k];
}

export function multiply(out: Tensor, a: Tensor, b: Tensor): void {
  for (let k = 0; k < out.data.length; k++) out.data[k] = a.data[k] * b.data[k];
}

export function multiplyLogisticSlope(out: Tensor, a: Tensor, p: Tensor): void {
  for (let k = 0; k < out.data.length; k++) out.data[k] = a.data[k] * p.data[k] * (1 - p.data[k]);
}

export function addScaled(out: Tensor, a: Tensor, s: Tensor, column: number, keep: boolean): void {
  for (let k = 0; k < out.data.length; k++) {
    const sample = Math.floor(k / out.columns);
    const scaled = s.data[sample * s.columns + column] * a.data[k];
    out.data[k] = keep ? out.data[k] + scaled : scaled;
  }
}

export function project(d: Tensor, weights: Tensor, e: Tensor, temperature: Tensor): void {
  const inputs = d.columns;
  const units = e.columns;
  for (let r = 0; r < d.replicas; r++) {
    const w = r * (inputs + 1) * units;
    for (let b = 0; b < d.rows; b++) {
      const dRow = (r * d.rows + b) * inputs;
      const eRow = (r * d.rows + b) * units;
      for (let i = 0; i < inputs; i++) {
        let sum = 0;
        for (let j = 0; j < units; j++) sum += weights.data[w + i * units + j] * e.data[eRow + j];
        d.data[dRow + i] = sum / temperature.data[r];
      }
    }
  }
}

export function weightMaxReward(r: Tensor, h: Tensor, weights: Tensor, e: Tensor, temperature: Tensor): void {
  project(r, weights, e, temperature);
  for (let k = 0; k < r.data.length; k++) r.data[k] *= 2 * h.data[k];
}

export function weightMaxTraceReward(r: Tensor, weights: Tensor, trace: Tensor, reward: Tensor | null): void {
  const inputs = r.columns;
  const units = weights.columns;
  const parameters = (inputs + 1) * units;
  for (let replica = 0; replica < r.replicas; replica++) {
    for (let b = 0; b < r.rows; b++) {
      const sample = replica * r.rows + b;
      for (let i = 0; i < inputs; i++) {
        let sum = 0;
        for (let j = 0; j < units; j++) {
          const rho = reward === null ? 1 : reward.data[sample * units + j];
          sum +=
            2 *
            weights.data[replica * parameters + i * units + j] *
            rho *
            trace.data[sample * parameters + i * units + j];
        }
        r.data[sample * inputs + i] = sum;
      }
    }
  }
}
