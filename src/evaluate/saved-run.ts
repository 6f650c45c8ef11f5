import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { nearest } from "gymnasium-js";
import { didYouMean, UsageError } from "../errors/usage-error.js";
import type { Plan, PlannedArm } from "../experiment/plan.js";
import type { TrialStatus } from "../experiment/trial.js";

/** A trial whose network was saved. */
export interface SavedTrial {
  readonly arm: PlannedArm;
  readonly seed: number;
  readonly engine: Plan["engine"];
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

/** From a trial's folder to its run's: trials/<env>/<rule>/<seed>. */
const DEPTH = 4;
const RUN = "a folder that `creditgym compare` made, or one of its trials";

/**
 * Finds the saved trials of a run.
 *
 * @param directory a run's folder, or one within its `trials`
 * @throws {UsageError} when it is none, when nothing is as chosen, or nothing that is has a checkpoint
 */
export function findTrials(directory: string, choice: TrialChoice = {}): SavedRun {
  const at = resolve(directory);
  if (!existsSync(at) || !statSync(at).isDirectory()) {
    throw new UsageError(`DIR is "${directory}", which is no folder: allowed is ${RUN}`);
  }
  const folder = runOf(at);
  if (folder === undefined) {
    throw new UsageError(`DIR is "${directory}", which holds no experiment.json: allowed is ${RUN}`);
  }
  const { arms, seeds, engine } = readPlan(join(folder, "experiment.json"));
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
  const planned = arms.flatMap((arm) => seeds.map((seed) => ({ arm, seed, engine })));
  const chosen = planned
    .map((trial) => ({ ...trial, folder: join(folder, trial.arm.folder, `${trial.seed}`) }))
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
    trials: saved.map((trial) => ({ ...trial, status: readStatus(trial) })),
    missing: chosen.filter((trial) => !isSaved(trial)).map(({ folder: own }) => relative(folder, own)),
  };
}

function runOf(directory: string): string | undefined {
  let folder = directory;
  for (let up = 0; up <= DEPTH; up++) {
    if (existsSync(join(folder, "experiment.json"))) return folder;
    folder = dirname(folder);
  }
  return undefined;
}

function readPlan(path: string): Plan {
  const plan = readJson(path) as Partial<Plan> | null;
  const { arms, seeds, engine } = plan ?? {};
  const isArm = (arm: Partial<PlannedArm> | null): boolean =>
    [arm?.env, arm?.rule, arm?.folder].every((text) => typeof text === "string") &&
    typeof arm?.source?.id === "string" &&
    typeof arm.agent === "object" &&
    Number.isSafeInteger(arm.batch);
  const isEngine = engine === "wasm" || engine === "reference";
  if (!Array.isArray(arms) || !arms.every(isArm) || !Array.isArray(seeds) || !isEngine) {
    throw new UsageError(
      `${path} is no experiment of creditgym's: allowed is the one that \`compare\` wrote`,
    );
  }
  return plan as Plan;
}

function readStatus({ arm, seed, folder }: Omit<SavedTrial, "status">): TrialStatus {
  const path = join(folder, "status.json");
  if (existsSync(path)) return readJson(path) as TrialStatus;
  const nothing = { episodes: 0, steps: 0, averageReturn: null, finalReturn: null };
  return { env: arm.env, rule: arm.rule, seed, status: "running", ...nothing };
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
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
