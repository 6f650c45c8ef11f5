import type { Tensor } from "../../src/engine/engine.js";
import { LOG_SCALE_LIMIT } from "../../src/engine/engine.js";
import type { Layer } from "../networks/layer.js";

const LEAST_PROBABILITY = 1e-30;
const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

/**
 * −β log π(action | hidden values) of the latest actions, to be added to the feedback at once. In
 * expectation over the action the score times −log π is the gradient of the output's entropy, and for
 * the layers below it is a reward like any other.
 */
export class EntropyBonus {
  /** [replicas × batch] */
  readonly values: Float64Array;

  /** @param coefficients β, one a replica, @param batch samples of each */
  constructor(
    readonly coefficients: readonly number[],
    readonly batch: number,
  ) {
    this.values = new Float64Array(coefficients.length * batch);
  }

  /** After `output` drew the actions. */
  acted(output: Layer): void {
    const { values, coefficients, batch } = this;
    values.fill(0);
    for (const head of output.heads) {
      for (let k = 0; k < values.length; k++) {
        const row = k * output.units + head.start;
        values[k] -= coefficients[Math.floor(k / batch)] * logProbability(output, head, row, k);
      }
    }
  }
}

type Values = Tensor["data"];

function logProbability(
  { h, p, logScale }: Layer,
  head: Layer["heads"][number],
  row: number,
  sample: number,
) {
  const { kind, count, scaleStart = 0 } = head;
  if (kind === "bernoulli") return bernoulli(h.data, p.data, row, count);
  if (kind === "softmax") return softmax(h.data, p.data, row, count);
  const scales = sample * logScale.columns + scaleStart;
  let sum = 0;
  for (let j = 0; j < count; j++) {
    const s = Math.min(Math.max(logScale.data[scales + j], -LOG_SCALE_LIMIT), LOG_SCALE_LIMIT);
    sum -= s + HALF_LOG_TWO_PI + 0.5 * ((h.data[row + j] - p.data[row + j]) / Math.exp(s)) ** 2;
  }
  return sum;
}

function bernoulli(h: Values, p: Values, row: number, count: number): number {
  let sum = 0;
  for (let j = row; j < row + count; j++) sum += safeLog(h[j] > 0 ? p[j] : 1 - p[j]);
  return sum;
}

/** Where no column is drawn the last class was, whose logit is fixed. */
function softmax(h: Values, p: Values, row: number, count: number): number {
  let rest = 1;
  for (let j = row; j < row + count; j++) {
    if (h[j] > 0) return safeLog(p[j]);
    rest -= p[j];
  }
  return safeLog(rest);
}

function safeLog(probability: number): number {
  return Math.log(Math.max(probability, LEAST_PROBABILITY));
}
