/** One trained network, as far as comparing goes. */
export interface TrialOutcome {
  readonly env: string;
  readonly rule: string;
  readonly seed: number;
  readonly status: "done" | "failed" | "interrupted";
  /** Mean return over all completed episodes; null when there was none. */
  readonly averageReturn: number | null;
  /** Mean return over the last tenth of them; null when there was none. */
  readonly finalReturn: number | null;
  /** Mean return of episodes that it played without learning; left out where there were none. */
  readonly evaluationReturn?: number | undefined;
  /** What it scored against labels then, by evaluation; left out where none were told. */
  readonly labels?:
    | Readonly<Record<string, { readonly accuracy: number; readonly logLoss: number }>>
    | undefined;
}

/** What trials may be compared by. */
export type Measure = "averageReturn" | "finalReturn" | "evaluationReturn";

/** The trials of an environment and a rule that count, by ascending seed: those done, with an episode to their name. */
export function countedIn(
  trials: readonly TrialOutcome[],
  env: string,
  rule: string,
): readonly CountedTrial[] {
  return trials
    .filter((trial): trial is CountedTrial => trial.env === env && trial.rule === rule && isCounted(trial))
    .sort((a, b) => a.seed - b.seed);
}

/** Has returns. */
export type CountedTrial = TrialOutcome & { readonly averageReturn: number; readonly finalReturn: number };

const isCounted = ({ status, averageReturn, finalReturn }: TrialOutcome): boolean =>
  status === "done" && averageReturn !== null && finalReturn !== null;

/** In the order in which they first appear. */
export function unique(trials: readonly TrialOutcome[], key: "env" | "rule"): string[] {
  return [...new Set(trials.map((trial) => trial[key]))];
}
