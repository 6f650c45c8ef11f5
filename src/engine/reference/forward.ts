import { philox } from "../../random/philox.js";
import type { StreamKey } from "../../random/streams.js";
import { type Activation, type Head, LEAKY_SLOPE, type Tensor } from "../engine.js";
import { sigmoid, softplus } from "./math.js";

export function uniforms(u: Tensor, keys: readonly StreamKey[], step: number): void {
  const { replicas, rows, columns, data } = u;
  const low = step >>> 0;
  const high = Math.floor(step / 2 ** 32) >>> 0;
  const words = new Uint32Array(4);
  for (let r = 0; r < replicas; r++) {
    for (let b = 0; b < rows; b++) {
      const row = (r * rows + b) * columns;
      for (let n = 0; n < columns; n++) {
        if (n % 4 === 0) philox(words, [n / 4, b, low, high], keys[r]);
        data[row + n] = (words[n % 4] >>> 8) * 2 ** -24;
      }
    }
  }
}

export function affine(z: Tensor, h: Tensor, weights: Tensor, temperature: Tensor): void {
  const inputs = h.columns;
  const units = z.columns;
  for (let r = 0; r < z.replicas; r++) {
    const w = r * (inputs + 1) * units;
    for (let b = 0; b < z.rows; b++) {
      const hRow = (r * h.rows + b) * inputs;
      const zRow = (r * z.rows + b) * units;
      for (let j = 0; j < units; j++) {
        let sum = weights.data[w + inputs * units + j];
        for (let i = 0; i < inputs; i++) sum += h.data[hRow + i] * weights.data[w + i * units + j];
        z.data[zRow + j] = sum / temperature.data[r];
      }
    }
  }
}

export function logistic(p: Tensor, z: Tensor, head: Head): void {
  forEachRow(p, (row) => {
    for (let j = row + head.start; j < row + head.start + head.count; j++) p.data[j] = sigmoid(z.data[j]);
  });
}

export function softmax(p: Tensor, z: Tensor, head: Head): void {
  forEachRow(p, (row) => {
    const start = row + head.start;
    const end = start + head.count;
    let maximum = head.fixedLast ? 0 : Number.NEGATIVE_INFINITY;
    for (let j = start; j < end; j++) maximum = Math.max(maximum, z.data[j]);
    let total = head.fixedLast ? Math.exp(-maximum) : 0;
    for (let j = start; j < end; j++) {
      p.data[j] = Math.exp(z.data[j] - maximum);
      total += p.data[j];
    }
    for (let j = start; j < end; j++) p.data[j] /= total;
  });
}

export function sampleBernoulli(h: Tensor, p: Tensor, u: Tensor, head: Head, offset: number): void {
  forEachRow(h, (row, sample) => {
    const uRow = sample * u.columns + offset;
    for (let j = 0; j < head.count; j++) {
      const column = row + head.start + j;
      h.data[column] = u.data[uRow + j] < p.data[column] ? 1 : 0;
    }
  });
}

export function sampleSoftmax(h: Tensor, p: Tensor, u: Tensor, head: Head, offset: number): void {
  forEachRow(h, (row, sample) => {
    const draw = u.data[sample * u.columns + offset];
    const start = row + head.start;
    // A full softmax gives its last class whatever rounding leaves over; a fixed last class has no logit.
    const last = head.fixedLast ? head.count : head.count - 1;
    let chosen = 0;
    let cumulative = p.data[start];
    while (chosen < last && draw >= cumulative) {
      chosen++;
      if (chosen < head.count) cumulative += p.data[start + chosen];
    }
    for (let j = 0; j < head.count; j++) h.data[start + j] = j === chosen ? 1 : 0;
  });
}

export function activate(h: Tensor, slope: Tensor, z: Tensor, activation: Activation): void {
  for (let k = 0; k < z.data.length; k++) {
    const [value, derivative] = ACTIVATIONS[activation](z.data[k]);
    h.data[k] = value;
    slope.data[k] = derivative;
  }
}

const ACTIVATIONS: Readonly<Record<Activation, (z: number) => readonly [value: number, slope: number]>> = {
  tanh: (z) => [Math.tanh(z), 1 - Math.tanh(z) ** 2],
  relu: (z) => (z > 0 ? [z, 1] : [0, 0]),
  "leaky-relu": (z) => (z > 0 ? [z, 1] : [LEAKY_SLOPE * z, LEAKY_SLOPE]),
  softplus: (z) => [softplus(z), sigmoid(z)],
  linear: (z) => [z, 1],
};

function forEachRow(tensor: Tensor, visit: (start: number, sample: number) => void): void {
  const samples = tensor.replicas * tensor.rows;
  for (let sample = 0; sample < samples; sample++) visit(sample * tensor.columns, sample);
}
