import { countedIn, type Measure, type TrialOutcome, unique } from "./outcome.js";
import type { TaskScores } from "./task-scores.js";

/** The returns of an environment that count as 0 and as 1 when several environments are put together. */
export interface ScoreRange {
  readonly low: number;
  readonly high: number;
}

/** By environment. */
export type ScoreRanges = ReadonlyMap<string, ScoreRange>;

/** A return as a score: 0 at `low`, 1 at `high`; returns beyond them lie outside [0, 1]. */
export function normalised(value: number, { low, high }: ScoreRange): number {
  return (value - low) / (high - low);
}

/**
 * Normalised scores by rule, task by task, in the order in which environments and rules first appear; a task's
 * runs by ascending seed. Undefined unless every environment has a range and every rule has in every environment a
 * trial that counts and has this measure: rules on different tasks could not be compared.
 *
 * @param measure `averageReturn` unless given
 */
export function ruleScores(
  trials: readonly TrialOutcome[],
  ranges: ScoreRanges,
  measure: Measure = "averageReturn",
): ReadonlyMap<string, TaskScores> | undefined {
  const environments = unique(trials, "env");
  const all = new Map<string, number[][]>();
  for (const rule of unique(trials, "rule")) {
    const tasks: number[][] = [];
    for (const env of environments) {
      const range = ranges.get(env);
      const values = countedIn(trials, env, rule).flatMap((trial) => trial[measure] ?? []);
      if (range === undefined || values.length === 0) return undefined;
      tasks.push(values.map((value) => normalised(value, range)));
    }
    all.set(rule, tasks);
  }
  return all.size === 0 ? undefined : all;
}
