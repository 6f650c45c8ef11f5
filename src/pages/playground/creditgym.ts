import type { Experiment } from "../../experiment/definition.js";

export type { Schedule } from "../../../agents/config.js";

/**
 * Stands for the package of that name in pages, which take experiments in when they are built: `npm test` has checked
 * these, and what checks them is larger than all else in the page.
 */
export function defineExperiment(experiment: Experiment): Experiment {
  return experiment;
}
