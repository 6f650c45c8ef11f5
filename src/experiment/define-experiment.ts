import type { Experiment } from "./definition.js";
import { parseExperiment } from "./validate.js";

/**
 * What an experiment's file exports: typed, and checked when the file is loaded.
 *
 * @throws {UsageError} one sentence on the first thing that is wrong
 *
 * @example
 * ```ts
 * import { defineExperiment } from "creditgym";
 *
 * export default defineExperiment({
 *   name: "widths",
 *   environments: ["CartPole-v1"],
 *   rules: ["reinforce", "weight-max"],
 *   seeds: 10,
 *   budget: { episodes: 500 },
 *   agent: { hidden: [128, 64] },
 * });
 * ```
 */
export function defineExperiment(experiment: Experiment): Experiment {
  return parseExperiment(experiment);
}
