import type { TrialRecord } from "./trial.js";

/** A sentence for each trial that went on in a new environment: their numbers are not those of one run. */
export function restartNotes(trials: readonly TrialRecord[]): string[] {
  return trials.flatMap(({ env, rule, seed, restarts = [] }) => {
    if (restarts.length === 0) return [];
    const times = restarts.length === 1 ? "once" : `${restarts.length} times`;
    const after = restarts.map(({ episodes }) => episodes).join(", ");
    return [
      `Went on in a new environment ${times}: ${env}, ${rule}, seed ${seed}, after episodes ${after}: ` +
        restarts.at(-1)!.why,
    ];
  });
}
