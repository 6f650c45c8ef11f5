import { diffusionKernel } from "../../agents/top-down/diffusion.js";
import { hiddenCredits, type TopDownSpec, topDownLayers } from "../../agents/top-down/top-down-spec.js";

/** A top-down network F in plain TypeScript and float64, as `CreditMode` and `CreditDiffusion` describe it. */
export class PlainTopDown {
  readonly #spec: TopDownSpec;
  readonly #parameters: ArrayLike<number>;
  /** One a hidden layer of the policy, [units × credits]; null where every unit has a credit of its own. */
  readonly #kernels: readonly (Float64Array | null)[];

  /** @param hidden units of the policy's hidden layers, bottom to top */
  constructor(spec: TopDownSpec, parameters: ArrayLike<number>, hidden: readonly number[]) {
    this.#spec = spec;
    this.#parameters = parameters;
    const { diffusion } = spec;
    this.#kernels = hidden.map((units, l) =>
      diffusion === null ? null : diffusionKernel(diffusion, units, l),
    );
  }

  /** Credits of each layer's units, bottom to top; those of the output layer are for its logits. */
  credits(policy: readonly number[], action: number, advantage: number): number[][] {
    const outputs = this.#combined(policy, action, advantage);
    const counts = hiddenCredits(this.#spec);
    let start = 0;
    const hidden = counts.map((count, l) => {
      const own = outputs.slice(start, start + count);
      start += count;
      const kernel = this.#kernels[l];
      if (kernel === null) return own;
      const units = kernel.length / count;
      return Array.from({ length: units }, (_, j) => {
        return own.reduce((sum, credit, k) => sum + kernel[j * count + k] * credit, 0);
      });
    });
    const last = outputs.slice(start);
    if (this.#spec.outputCredits === "logit") return [...hidden, last];
    const mean = last.reduce((sum, credit, k) => sum + policy[k] * credit, 0);
    return [...hidden, last.map((credit, k) => policy[k] * (credit - mean))];
  }

  /** F's outputs for one step, as its mode has them. */
  #combined(policy: readonly number[], action: number, advantage: number): number[] {
    const { mode } = this.#spec;
    if (mode === "input") return this.#run(policy, action, advantage);
    const own = this.#run(policy, action, 1);
    if (mode === "gated") return own.map((output) => advantage * output);
    const each = policy.map((_, k) => this.#run(policy, k, 1));
    return own.map((output, j) => {
      return advantage * (output - policy.reduce((sum, p, k) => sum + p * each[k][j], 0));
    });
  }

  /** F([π, value · onehot action]). */
  #run(policy: readonly number[], action: number, value: number): number[] {
    let below = [...policy, ...policy.map((_, k) => (k === action ? value : 0))];
    let start = 0;
    topDownLayers(this.#spec).forEach(({ inputs, outputs }, l) => {
      const values = new Array<number>(outputs);
      for (let j = 0; j < outputs; j++) {
        let z = this.#parameters[start + inputs * outputs + j];
        for (let i = 0; i < inputs; i++) z += below[i] * this.#parameters[start + i * outputs + j];
        values[j] = l < this.#spec.hidden.length ? Math.tanh(z) : z;
      }
      start += (inputs + 1) * outputs;
      below = values;
    });
    return below;
  }
}
