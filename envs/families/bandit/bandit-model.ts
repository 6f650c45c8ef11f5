import { PCG64 } from "gymnasium-js";
import type { BanditTask } from "./bandit-task.js";

/** Half of a normal distribution lies within this many standard deviations of its mean. */
const QUARTILE = 0.6744897501960817;

/**
 * The hidden function of a bandit: the mean reward of each arm before `scale`, for a context x of d
 * numbers, with h hidden units, gain g, and W, U, b, V standard normal:
 *
 * - `linear`: W x / √d. Some linear policy is optimal.
 * - `tanh`: V tanh(g U x / √d + b) / √h. The regions in which an arm is best are not convex, as
 *   those of every linear policy are: none is optimal.
 * - `even`: V (tanh(z + c) − tanh(z − c)) / √h with z = g U x, the rows of U scaled to length 1, those
 *   of V shifted to sum 0, and c such that half of all z lie within ±c. Opposite contexts have the
 *   same means, and every arm's average over contexts is 0: neither an arm nor an input correlates
 *   with the reward, and fixed odd features with a learned output layer fare as badly as the inputs.
 */
export class BanditModel {
  readonly #form: BanditTask["form"];
  readonly #d: number;
  readonly #h: number;
  /** [arms × d], or [arms × h] of V. */
  readonly #outputs: Float64Array;
  /** [h × d] */
  readonly #inputs: Float64Array;
  /** [h] */
  readonly #biases: Float64Array;
  readonly arms: number;

  constructor(task: BanditTask) {
    const { form, contextSize: d, arms, gain } = task;
    const h = form === "linear" ? 0 : task.hiddenSize;
    this.#form = form;
    this.#d = d;
    this.#h = h;
    this.arms = arms;
    const generator = new PCG64(task.weightSeed);
    const draw = (count: number, factor: number): Float64Array =>
      Float64Array.from({ length: count }, () => generator.standardNormal() * factor);
    this.#inputs = draw(h * d, gain / Math.sqrt(d));
    this.#biases = form === "even" ? new Float64Array(h).fill(QUARTILE * gain) : draw(h, 1);
    this.#outputs = draw(arms * (h || d), 1 / Math.sqrt(h || d));
    if (form === "even") this.#balance(gain);
  }

  /** Rows of `inputs` to length `gain`, rows of `outputs` to sum 0. */
  #balance(gain: number): void {
    const d = this.#d;
    const h = this.#h;
    for (let j = 0; j < h; j++) {
      const row = this.#inputs.subarray(j * d, (j + 1) * d);
      const length = Math.sqrt(row.reduce((sum, weight) => sum + weight * weight, 0));
      for (let k = 0; k < d; k++) row[k]! *= gain / length;
    }
    for (let arm = 0; arm < this.arms; arm++) {
      const row = this.#outputs.subarray(arm * h, (arm + 1) * h);
      const mean = row.reduce((sum, weight) => sum + weight, 0) / h;
      for (let j = 0; j < h; j++) row[j]! -= mean;
    }
  }

  /** The mean reward of one arm; the context is contexts[at … at + d − 1]. */
  mean(arm: number, contexts: Float32Array, at: number): number {
    const outputs = this.#outputs;
    const d = this.#d;
    const h = this.#h;
    let sum = 0;
    if (this.#form === "linear") {
      for (let k = 0; k < d; k++) sum += outputs[arm * d + k]! * contexts[at + k]!;
      return sum;
    }
    const inputs = this.#inputs;
    const even = this.#form === "even";
    for (let j = 0; j < h; j++) {
      let z = 0;
      for (let k = 0; k < d; k++) z += inputs[j * d + k]! * contexts[at + k]!;
      const bias = this.#biases[j]!;
      const unit = even ? Math.tanh(z + bias) - Math.tanh(z - bias) : Math.tanh(z + bias);
      sum += outputs[arm * h + j]! * unit;
    }
    return sum;
  }

  /** The mean reward of every arm, [arms], for the context [d]: the oracle plays the largest. */
  means(context: Float32Array): Float64Array {
    return Float64Array.from({ length: this.arms }, (_, arm) => this.mean(arm, context, 0));
  }
}
