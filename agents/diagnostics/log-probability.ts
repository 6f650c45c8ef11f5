import { LOG_SCALE_LIMIT } from "../../src/engine/engine.js";
import type { Layer } from "../networks/layer.js";

/**
 * log P of the values in one row of a layer given the layers below, but for a constant of Gaussian units.
 * From logits: probabilities in float32 tell nothing beyond 1 − 2⁻²⁴.
 */
export function logProbability({ h, z, p, logScale, heads, units }: Layer, row: number): number {
  const logits = z.data;
  const values = h.data;
  let sum = 0;
  for (const { kind, start, count, fixedLast, scaleStart = 0 } of heads) {
    const from = row * units + start;
    if (kind === "bernoulli") {
      for (let j = from; j < from + count; j++) sum -= softplus(values[j] > 0 ? -logits[j] : logits[j]);
    } else if (kind === "softmax") {
      sum += softmax(logits, values, from, count, fixedLast);
    } else {
      const scales = row * logScale.columns + scaleStart;
      for (let j = 0; j < count; j++) {
        const s = Math.min(Math.max(logScale.data[scales + j], -LOG_SCALE_LIMIT), LOG_SCALE_LIMIT);
        sum -= s + 0.5 * ((values[from + j] - p.data[from + j]) / Math.exp(s)) ** 2;
      }
    }
  }
  return sum;
}

type Values = Float32Array | Float64Array;

/** With `fixedLast` the last class has logit 0, and was drawn where no column is set. */
function softmax(logits: Values, values: Values, from: number, count: number, fixedLast: boolean): number {
  let largest = fixedLast ? 0 : Number.NEGATIVE_INFINITY;
  let chosen = 0;
  for (let j = from; j < from + count; j++) {
    largest = Math.max(largest, logits[j]);
    if (values[j] > 0) chosen = logits[j];
  }
  let total = fixedLast ? Math.exp(-largest) : 0;
  for (let j = from; j < from + count; j++) total += Math.exp(logits[j] - largest);
  return chosen - largest - Math.log(total);
}

function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
