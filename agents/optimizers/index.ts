import type { OptimizerConfig } from "../config.js";
import { createAdam } from "./adam.js";
import { createMomentum } from "./momentum.js";
import type { Optimizer } from "./optimizer.js";
import { createSgd } from "./sgd.js";

export type { LayerOptimizer, Optimizer } from "./optimizer.js";

/** The optimizer that a configuration names. */
export function createOptimizer(config: OptimizerConfig): Optimizer {
  switch (config.kind) {
    case "sgd":
      return createSgd();
    case "momentum":
      return createMomentum(config);
    case "adam":
      return createAdam(config);
  }
}
