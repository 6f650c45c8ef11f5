import type { Optimizer } from "./optimizer.js";

/** Gradient ascent with momentum: m = β m + g, w += rate · m. */
export function createMomentum(beta: number): Optimizer {
  return {
    begin() {},
    bind: ({ engine, weights }, rate, active) => {
      const m = engine.tensor(weights.replicas, weights.rows, weights.columns);
      return {
        memory: { m },
        apply: (gradient) => engine.momentum(weights, m, gradient, rate, active, beta),
      };
    },
  };
}
