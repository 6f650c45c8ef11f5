import type { SearchMeasure, SearchSpace, SweepSettings, TrialBudget } from "../definition.js";

/** What one setting of a search changes: values by path, as the space has them; nothing in the first. */
export type Candidate = Readonly<Record<string, unknown>>;

/** The search for an arm's settings, resolved: plain JSON. */
export interface PlannedSweep {
  readonly search: SweepSettings["search"];
  readonly measure: SearchMeasure;
  /** None of the comparison's. */
  readonly seeds: readonly number[];
  /** Of each trial of the search. */
  readonly budget: TrialBudget;
  readonly space: SearchSpace;
  /** At least two; the arm's own settings are the first. */
  readonly candidates: readonly Candidate[];
}
