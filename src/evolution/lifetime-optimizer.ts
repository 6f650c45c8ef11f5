import type { OptimizerConfig } from "../../agents/config.js";
import type { Kernels } from "../engine/wasm/kernels.js";

/**
 * Announces a lifetime's update to the kernels.
 *
 * @param update its number, 1 for the first
 * @returns what its rates are multiplied with, for the bias of a corrected momentum
 */
export function beginUpdate(kernels: Kernels, optimizer: OptimizerConfig, update: number): number {
  switch (optimizer.kind) {
    case "sgd":
      return 1;
    case "momentum": {
      const { momentum: beta, corrected = false } = optimizer;
      if (!corrected) return 1;
      return beta === 1 ? 1 / update : (1 - beta) / (1 - beta ** update);
    }
    case "adam": {
      const { beta1, beta2, epsilon, correctionSteps } = optimizer;
      const corrected = update <= (correctionSteps ?? Number.POSITIVE_INFINITY);
      const correction = (beta: number): number => (corrected ? 1 / (1 - beta ** update) : 1);
      kernels.beginAdam(beta1, beta2, epsilon, correction(beta1), correction(beta2));
      return 1;
    }
  }
}
