import type { Interval } from "./bootstrap.js";

/**
 * Scores of one rule in several tasks (environments): one list of runs (seeds) per task, which may differ in
 * length. rliable's matrix `scores[run][task]`, task by task.
 */
export type TaskScores = readonly ArrayLike<number>[];

/** Scores at several points of training: `curves[task][run][point]`, as many points in each run. */
export type TaskCurves = readonly (readonly ArrayLike<number>[])[];

/** A statistic with its 95 % bootstrap interval. */
export interface Estimate {
  readonly value: number;
  readonly ci95: Interval;
}

/** @throws RangeError when there is no task, or a task without a run */
export function checkTaskScores(scores: readonly { readonly length: number }[]): void {
  if (scores.length === 0) throw new RangeError("scores has no task: allowed is at least one.");
  const empty = scores.findIndex(({ length }) => length === 0);
  if (empty >= 0) throw new RangeError(`scores[${empty}] has no run: allowed is at least one.`);
}

/** All runs of all tasks, task by task. */
export function pooled(scores: TaskScores): Float64Array {
  const all = new Float64Array(scores.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const runs of scores) {
    all.set(runs, at);
    at += runs.length;
  }
  return all;
}
