import type { Arm, Comparison } from "../statistics/index.js";
import { packageVersion } from "./package-info.js";
import type { ExperimentRun } from "./run-experiment.js";
import type { TrialRecord } from "./trial.js";

/** What `creditgym compare --json` prints. */
export interface ComparisonResults {
  readonly version: string;
  readonly engine: string;
  readonly experiment: string;
  /** The run's folder. */
  readonly folder: string;
  readonly trials: readonly Omit<TrialRecord, "error">[];
  readonly arms: readonly Arm[];
  readonly comparisons: readonly Comparison[];
}

export function resultsOf({ plan, folder, trials, summary }: ExperimentRun): ComparisonResults {
  return {
    version: packageVersion(),
    engine: plan.engine,
    experiment: plan.name,
    folder,
    trials: trials.map(
      ({ env, rule, seed, status, restarts, episodes, steps, averageReturn, finalReturn, ...timing }) => ({
        ...{ env, rule, seed, status, ...(restarts && { restarts }) },
        ...{ episodes, steps, averageReturn, finalReturn },
        seconds: timing.seconds,
        stepsPerSecond: timing.stepsPerSecond,
      }),
    ),
    arms: summary.arms,
    comparisons: summary.comparisons,
  };
}
