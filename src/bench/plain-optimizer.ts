import type { OptimizerConfig } from "../../agents/config.js";

/** An optimizer in plain TypeScript: what updates add to the parameters, layer by layer. */
export class PlainOptimizer {
  readonly #config: OptimizerConfig;
  readonly #rates: readonly number[];
  #update = 0;
  #m: number[][] = [];
  #v: number[][] = [];

  /** @param rates one a layer */
  constructor(config: OptimizerConfig, rates: readonly number[]) {
    this.#config = config;
    this.#rates = rates;
  }

  /** Moves the parameters along the gradient. */
  step(parameters: readonly number[][], gradient: readonly number[][]): void {
    if (this.#update === 0) {
      this.#m = gradient.map((layer) => layer.map(() => 0));
      this.#v = gradient.map((layer) => layer.map(() => 0));
    }
    this.#update++;
    gradient.forEach((layer, l) => {
      layer.forEach((g, k) => {
        parameters[l][k] += this.#rates[l] * this.#direction(g, l, k);
      });
    });
  }

  #direction(g: number, l: number, k: number): number {
    const config = this.#config;
    if (config.kind === "sgd") return g;
    const beta = config.kind === "momentum" ? config.momentum : config.beta1;
    const isMean = config.kind === "adam" || config.corrected === true;
    this.#m[l][k] = beta * this.#m[l][k] + (isMean ? 1 - beta : 1) * g;
    const m = isMean ? this.#m[l][k] / (1 - beta ** this.#update) : this.#m[l][k];
    if (config.kind === "momentum") return m;
    this.#v[l][k] = config.beta2 * this.#v[l][k] + (1 - config.beta2) * g * g;
    return m / (Math.sqrt(this.#v[l][k] / (1 - config.beta2 ** this.#update)) + config.epsilon);
  }
}
