import type { Optimizer } from "./optimizer.js";

/** Stochastic gradient ascent: w += rate · g. */
export function createSgd(): Optimizer {
  return {
    begin() {},
    bind: ({ engine, weights }, rate, active) => ({
      memory: {},
      apply: (gradient) => engine.sgd(weights, gradient, rate, active),
    }),
  };
}
