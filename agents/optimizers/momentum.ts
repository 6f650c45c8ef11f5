import type { Tensor } from "../../src/engine/engine.js";
import type { OptimizerConfig } from "../config.js";
import type { Optimizer } from "./optimizer.js";
import { Power } from "./power.js";

/**
 * Gradient ascent with momentum: m = β m + g, w += rate · m. Corrected, it is a mean of gradients without bias,
 * as in Adam: m = β m + (1 − β) g, w += rate · m/(1 − βᵗ), t being the number of the update. That is the first
 * form at the rate (1 − β)/(1 − βᵗ) · rate, and so the engine computes it.
 */
export function createMomentum({
  momentum: beta,
  corrected = false,
}: Extract<OptimizerConfig, { kind: "momentum" }>): Optimizer {
  const power = new Power(beta);
  const rates: { readonly told: Tensor; readonly own: Tensor }[] = [];
  return {
    begin(update) {
      // With β = 1 nothing is ever forgotten: the mean is over all gradients.
      const factor = beta === 1 ? 1 / update : (1 - beta) / (1 - power.at(update));
      for (const { told, own } of rates) {
        for (let r = 0; r < own.data.length; r++) own.data[r] = told.data[r] * factor;
      }
    },
    bind: ({ engine, weights }, told, active) => {
      const m = engine.tensor(weights.replicas, weights.rows, weights.columns);
      const own = corrected ? engine.tensor(weights.replicas, 1, 1) : told;
      if (corrected) rates.push({ told, own });
      return {
        memory: { m },
        apply: (gradient) => engine.momentum(weights, m, gradient, own, active, beta),
      };
    },
  };
}
