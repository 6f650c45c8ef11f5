import type { FamilySummary, Summary } from "../statistics/index.js";
import { packageVersion } from "./package-info.js";
import type { ExperimentRun } from "./run-experiment.js";
import type { ArmSearch } from "./sweep/sweep-results.js";
import type { TrialRecord } from "./trial.js";

/** What `creditgym compare --json` prints. */
export interface ComparisonResults extends Summary {
  readonly version: string;
  readonly engine: string;
  readonly experiment: string;
  /** The run's folder. */
  readonly folder: string;
  readonly trials: readonly Omit<TrialRecord, "error">[];
  /** By task family; left out where none is compared. */
  readonly families?: readonly FamilySummary[];
  /** What the search for settings found; left out where there was none. */
  readonly sweep?: readonly ArmSearch[];
}

export function resultsOf({
  plan,
  sweep,
  folder,
  trials,
  summary,
  families,
}: ExperimentRun): ComparisonResults {
  return {
    version: packageVersion(),
    engine: plan.engine,
    experiment: plan.name,
    folder,
    trials: trials.map(
      ({ env, rule, seed, status, restarts, episodes, steps, averageReturn, finalReturn, ...rest }) => ({
        ...{ env, rule, seed, status, ...(restarts && { restarts }) },
        ...{ episodes, steps, averageReturn, finalReturn },
        ...(rest.evaluationReturn !== undefined && { evaluationReturn: rest.evaluationReturn }),
        ...(rest.labels !== undefined && { labels: rest.labels }),
        seconds: rest.seconds,
        stepsPerSecond: rest.stepsPerSecond,
      }),
    ),
    ...summary,
    ...(families.length > 0 && { families }),
    ...(sweep && { sweep: sweep.arms }),
  };
}
