import { existsSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { nearest } from "gymnasium-js";
import { didYouMean, UsageError } from "../errors/usage-error.js";
import { trialSource } from "../experiment/family-source.js";
import type { PlannedArm } from "../experiment/plan.js";
import type { PlannedEngine } from "../experiment/planned-engine.js";
import { readRun } from "../experiment/store/read-run.js";
import type { TrialStatus } from "../experiment/trial.js";

/** A trial whose network was saved. */
export interface SavedTrial extends PlannedEngine {
  /** Its source is the trial's own. */
  readonly arm: PlannedArm;
  readonly seed: number;
  readonly folder: string;
  readonly status: TrialStatus;
}

export interface SavedRun {
  /** The run's folder. */
  readonly folder: string;
  /** In the order of its experiment. */
  readonly trials: readonly SavedTrial[];
  /** Trials that were asked for and have no checkpoint. */
  readonly missing: readonly string[];
}

/** Which trials of a run; all unless given. */
export interface TrialChoice {
  readonly envs?: readonly string[];
  readonly rules?: readonly string[];
  readonly seeds?: readonly number[];
}

/**
 * Finds the saved trials of a run.
 *
 * @param directory a run's folder, or one within its `trials`
 * @throws {UsageError} when it is none, when nothing is as chosen, or nothing that is has a checkpoint
 */
export function findTrials(directory: string, choice: TrialChoice = {}): SavedRun {
  const { folder, plan, trials } = readRun(directory);
  const at = resolve(directory);
  const { arms, seeds, engine, backend } = plan;
  check(
    "--env",
    choice.envs,
    arms.map(({ env }) => env),
  );
  check(
    "--rule",
    choice.rules,
    arms.map(({ rule }) => rule),
  );
  check("--trial-seed", choice.seeds?.map(String), seeds.map(String));
  const chosen = trials
    .map(({ arm, seed, folder: own, status }) => ({
      arm: { ...arm, source: trialSource(arm.source, seed) },
      ...{ seed, engine, folder: own },
      ...(backend && { backend }),
      status: status ?? notBegun(arm, seed),
    }))
    .filter(
      ({ arm, seed, folder: own }) =>
        `${own}${sep}`.startsWith(at.endsWith(sep) ? at : `${at}${sep}`) &&
        (choice.envs?.includes(arm.env) ?? true) &&
        (choice.rules?.includes(arm.rule) ?? true) &&
        (choice.seeds?.includes(seed) ?? true),
    );
  if (chosen.length === 0) throw new UsageError(`DIR is "${directory}": none of its trials is as chosen`);
  const isSaved = ({ folder: own }: { readonly folder: string }): boolean =>
    existsSync(join(own, "checkpoint.safetensors"));
  const saved = chosen.filter(isSaved);
  if (saved.length === 0) {
    throw new UsageError(
      `DIR is "${directory}": no trial there has a checkpoint yet; allowed is a run with one at least`,
    );
  }
  return {
    folder,
    trials: saved,
    missing: chosen.filter((trial) => !isSaved(trial)).map(({ folder: own }) => relative(folder, own)),
  };
}

function notBegun({ env, rule }: PlannedArm, seed: number): TrialStatus {
  const nothing = { episodes: 0, steps: 0, averageReturn: null, finalReturn: null };
  return { env, rule, seed, status: "running", ...nothing };
}

/** @throws {UsageError} for a name that the run has not */
function check(flag: string, names: readonly string[] | undefined, known: readonly string[]): void {
  for (const name of names ?? []) {
    if (known.includes(name)) continue;
    throw new UsageError(
      `${flag} is "${name}": allowed is one of ${[...new Set(known)].join(", ")}${didYouMean(nearest(name, known))}`,
    );
  }
}
