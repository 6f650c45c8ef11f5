import { type LineStyle, lineStyles } from "../../report/palette.js";
import {
  type FamilyEnvironments,
  type FamilySummary,
  type OptimalReturn,
  type ScoreRanges,
  type Summary,
  summarise,
  summariseFamilies,
} from "../../statistics/index.js";
import { familyName, splitsOf } from "../environment-names.js";
import { optimalReturn } from "../optimal-return.js";
import type { PlannedArm } from "../plan.js";
import { type RunOnDisk, recordOf } from "../store/read-run.js";
import type { TrialRecord } from "../trial.js";

/** A run, summed up. */
export interface ReportData {
  readonly run: RunOnDisk;
  /** In the order of environments, rules and seeds. */
  readonly trials: readonly TrialRecord[];
  readonly summary: Summary;
  readonly environments: readonly string[];
  /** By task family; empty where none is compared. */
  readonly families: readonly FamilySummary[];
  /** Those environments whose seeds are the tasks of a family's split. */
  readonly splits: ReadonlySet<string>;
  /** Whether there are several environments, none of them a split of a task family: of those held-out tasks count alone. */
  readonly isOverall: boolean;
  /** A rule's colour and dashes, the same in all figures. */
  readonly styles: ReadonlyMap<string, LineStyle>;
}

/** Sums a run up from what is on disk. */
export function reportDataOf(run: RunOnDisk): ReportData {
  const { arms } = run.plan;
  const trials = run.trials.map(recordOf);
  const environments = [...new Set(arms.map(({ env }) => env))];
  const isOverall =
    environments.length > 1 && arms.every(({ env, source }) => familyName(env, source) === undefined);
  const summary = summarise(trials, rangesOf(run), { isOverall: isOverall || environments.length === 1 });
  return {
    ...{ run, trials, summary, environments, isOverall },
    families: summariseFamilies(trials, summary, familyEnvironments(arms), optimalReturns(arms)),
    splits: splitsOf(arms),
    styles: lineStyles([...new Set(arms.map(({ rule }) => rule))]),
  };
}

/** Of the environments that have one. */
export function rangesOf({ plan }: RunOnDisk): ScoreRanges {
  return new Map(
    plan.arms.flatMap(({ env, scoreRange }) => (scoreRange === undefined ? [] : [[env, scoreRange]])),
  );
}

/** Of each task once: all rules have the same. */
function optimalReturns(arms: readonly PlannedArm[]): OptimalReturn {
  const sources = new Map(arms.map(({ env, source }) => [env, source]));
  const known = new Map<string, number | undefined>();
  return (env, seed) => {
    const key = `${env} ${seed}`;
    if (!known.has(key)) known.set(key, optimalReturn(sources.get(env)!, seed));
    return known.get(key);
  };
}

const SPLIT_KEYS = { training: "training", validation: "validation", "held-out": "heldOut" } as const;

/** Of each family the environments that its splits are. */
function familyEnvironments(arms: readonly PlannedArm[]): FamilyEnvironments[] {
  const found = new Map<string, FamilyEnvironments>();
  for (const { env, source } of arms) {
    const family = familyName(env, source);
    if (family === undefined) continue;
    found.set(family, { family, ...found.get(family), [SPLIT_KEYS[source.family!.split]]: env });
  }
  return [...found.values()];
}
