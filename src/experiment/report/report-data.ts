import { type LineStyle, lineStyles } from "../../report/palette.js";
import { type ScoreRanges, type Summary, summarise } from "../../statistics/index.js";
import { type RunOnDisk, recordOf } from "../store/read-run.js";
import type { TrialRecord } from "../trial.js";

/** A run, summed up. */
export interface ReportData {
  readonly run: RunOnDisk;
  /** In the order of environments, rules and seeds. */
  readonly trials: readonly TrialRecord[];
  readonly summary: Summary;
  readonly environments: readonly string[];
  /** A rule's colour and dashes, the same in all figures. */
  readonly styles: ReadonlyMap<string, LineStyle>;
}

/** Sums a run up from what is on disk. */
export function reportDataOf(run: RunOnDisk): ReportData {
  const { arms } = run.plan;
  const trials = run.trials.map(recordOf);
  return {
    run,
    trials,
    summary: summarise(trials, rangesOf(run)),
    environments: [...new Set(arms.map(({ env }) => env))],
    styles: lineStyles([...new Set(arms.map(({ rule }) => rule))]),
  };
}

/** Of the environments that have one. */
export function rangesOf({ plan }: RunOnDisk): ScoreRanges {
  return new Map(
    plan.arms.flatMap(({ env, scoreRange }) => (scoreRange === undefined ? [] : [[env, scoreRange]])),
  );
}
