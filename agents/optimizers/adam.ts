import type { OptimizerConfig } from "../config.js";
import type { Optimizer } from "./optimizer.js";
import { Power } from "./power.js";

/** Adam (Kingma and Ba 2015, arXiv 1412.6980), ascending. */
export function createAdam(config: Extract<OptimizerConfig, { kind: "adam" }>): Optimizer {
  const { beta1, beta2, epsilon } = config;
  const correctionSteps = config.correctionSteps ?? Number.POSITIVE_INFINITY;
  const step = { beta1, beta2, epsilon, correction1: 1, correction2: 1 };
  const power1 = new Power(beta1);
  const power2 = new Power(beta2);
  return {
    begin(update) {
      const corrected = update <= correctionSteps;
      step.correction1 = corrected ? 1 / (1 - power1.at(update)) : 1;
      step.correction2 = corrected ? 1 / (1 - power2.at(update)) : 1;
    },
    bind: (layer, rate, active) => {
      const { engine, weights, temperature } = layer;
      const m = engine.tensor(weights.replicas, weights.rows, weights.columns);
      const v = engine.tensor(weights.replicas, weights.rows, weights.columns);
      return {
        memory: { m, v },
        apply: (gradient) => engine.adam(weights, m, v, gradient, rate, active, step),
        applyOuter: (gain) =>
          engine.adamOuter(
            weights,
            m,
            v,
            layer.input,
            layer.eligibility,
            gain,
            temperature,
            rate,
            active,
            step,
          ),
        applyTrace: (decay, gain) =>
          engine.adamTrace(
            weights,
            m,
            v,
            layer.trace!,
            layer.input,
            layer.eligibility,
            decay,
            gain,
            temperature,
            rate,
            active,
            step,
          ),
      };
    },
  };
}
