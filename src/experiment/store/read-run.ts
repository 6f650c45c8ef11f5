import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { UsageError } from "../../errors/usage-error.js";
import type { CurvePoint } from "../../streams/index.js";
import type { Plan, PlannedArm } from "../plan.js";
import { readSweep } from "../sweep/sweep-file.js";
import { type SweepResults, withChosen } from "../sweep/sweep-results.js";
import type { TrialRecord, TrialStatus, TrialTiming } from "../trial.js";
import { checkFile } from "./checksums.js";

/** With what a run was made. */
export interface MadeWith {
  readonly versions: { readonly creditgym: string; readonly node: string; readonly v8: string };
  readonly host: {
    readonly platform: string;
    readonly architecture: string;
    readonly cpu: string;
    readonly cores: number;
    readonly memoryBytes: number;
  };
}

/** A trial as its folder tells of it. */
export interface TrialOnDisk {
  readonly arm: PlannedArm;
  readonly seed: number;
  /** Its own, absolute. */
  readonly folder: string;
  /** Undefined when it has not begun. */
  readonly status: TrialStatus | undefined;
  readonly timing: TrialTiming | undefined;
}

/** A run as its folder tells of it. */
export interface RunOnDisk {
  readonly folder: string;
  /** With the settings that its search chose. */
  readonly plan: Plan;
  /** What the search found; undefined where there was none, or it is not done. */
  readonly sweep: SweepResults | undefined;
  readonly made: MadeWith;
  /** In the order of environments, rules and seeds. */
  readonly trials: readonly TrialOnDisk[];
}

/** From a folder to its run: sweep/<env>/<rule>/<candidate>/<seed> is the deepest. */
const DEPTH = 5;
const RUN = "a folder that `creditgym compare` made, or one of its trials";

/**
 * Reads what a run left behind; curves and episodes stay on disk.
 *
 * @param directory a run's folder, or one within its `trials`
 * @throws {UsageError} when it is none, or a file there is not what was written
 */
export function readRun(directory: string): RunOnDisk {
  const folder = runFolder(directory);
  const { plan: begun, made } = readPlan(folder);
  const sweep = readSweep(folder, begun);
  const plan = sweep === undefined ? begun : withChosen(begun, sweep);
  const trials = plan.arms.flatMap((arm) =>
    plan.seeds.map((seed): TrialOnDisk => {
      const own = join(folder, arm.folder, String(seed));
      return {
        ...{ arm, seed, folder: own },
        status: readStatus(own),
        timing: readTiming(own),
      };
    }),
  );
  return { folder, plan, sweep, made, trials };
}

/** The plan that the run in a folder was begun with. @throws {UsageError} */
export function readPlan(folder: string): { readonly plan: Plan; readonly made: MadeWith } {
  const { versions, host, ...plan } = readExperiment(join(folder, "experiment.json"));
  return { plan, made: { versions, host } };
}

/** A trial as tables count it: one that has not ended counts as interrupted. */
export function recordOf({ arm, seed, status, timing }: TrialOnDisk): TrialRecord {
  const nothing = { episodes: 0, steps: 0, averageReturn: null, finalReturn: null };
  const { seconds = 0, stepsPerSecond = 0 } = timing ?? {};
  const known = status ?? { env: arm.env, rule: arm.rule, seed, status: "running", ...nothing };
  return {
    ...known,
    status: known.status === "running" ? "interrupted" : known.status,
    seconds,
    stepsPerSecond,
  };
}

/** What came of the trial in a folder so far; undefined before it has begun. @throws {UsageError} */
export function readStatus(folder: string): TrialStatus | undefined {
  return readIfThere(join(folder, "status.json"), isStatus);
}

/** Undefined where there is none. @throws {UsageError} */
export function readTiming(folder: string): TrialTiming | undefined {
  return readIfThere(join(folder, "timing.json"), isTiming);
}

/** The learning curve in a trial's folder; empty where none was written yet. @throws {UsageError} */
export function readCurve(folder: string): CurvePoint[] {
  return readLines<CurvePoint>(join(folder, "curve.jsonl"), ({ episode, step, meanReturn }) =>
    [episode, step, meanReturn].every(Number.isFinite),
  );
}

/** The lines of a JSONL file; none where there is no such file. @throws {UsageError} naming the line */
export function readLines<T extends object>(path: string, isRight: (line: Partial<T>) => boolean): T[] {
  checkFile(path);
  if (!existsSync(path)) return [];
  const lines = readText(path).split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines.map((line, k) => {
    const value = parsed(line, `${path}, line ${k + 1},`) as Partial<T> | null;
    if (typeof value === "object" && value !== null && isRight(value)) return value as T;
    throw new UsageError(`${path}, line ${k + 1}, is ${line.slice(0, 60)}, which creditgym did not write`);
  });
}

/** The folder of a run, from a folder within it. @throws {UsageError} */
function runFolder(directory: string): string {
  const at = resolve(directory);
  if (!existsSync(at) || !statSync(at).isDirectory()) {
    throw new UsageError(`DIR is "${directory}", which is no folder: allowed is ${RUN}`);
  }
  let folder = at;
  for (let up = 0; up <= DEPTH; up++) {
    if (existsSync(join(folder, "experiment.json"))) return folder;
    folder = dirname(folder);
  }
  throw new UsageError(`DIR is "${directory}", which holds no experiment.json: allowed is ${RUN}`);
}

function readExperiment(path: string): Plan & MadeWith {
  checkFile(path);
  const plan = parsed(readText(path), path) as Partial<Plan & MadeWith> | null;
  const { arms, seeds, engine, versions, host } = plan ?? {};
  const isArm = (arm: Partial<PlannedArm> | null): boolean =>
    [arm?.env, arm?.rule, arm?.folder].every((text) => typeof text === "string") &&
    typeof arm?.source?.id === "string" &&
    typeof arm.agent === "object" &&
    Number.isSafeInteger(arm.batch);
  const isEngine = engine === "wasm" || engine === "reference" || engine === "tf";
  const isMade = typeof versions?.creditgym === "string" && typeof host?.platform === "string";
  if (!Array.isArray(arms) || !arms.every(isArm) || !Array.isArray(seeds) || !isEngine || !isMade) {
    throw new UsageError(
      `${path} is no experiment of creditgym's: allowed is the one that \`compare\` wrote`,
    );
  }
  return plan as Plan & MadeWith;
}

const STATES = ["running", "done", "failed", "interrupted"];

const isStatus = (value: Partial<TrialStatus>): value is TrialStatus =>
  STATES.includes(String(value.status)) && Number.isSafeInteger(value.episodes);

const isTiming = (value: Partial<TrialTiming>): value is TrialTiming => Number.isFinite(value.seconds);

function readIfThere<T>(
  path: string,
  isRight: (value: Partial<T>) => value is T & Partial<T>,
): T | undefined {
  checkFile(path);
  if (!existsSync(path)) return undefined;
  const value = parsed(readText(path), path) as Partial<T> | null;
  if (typeof value === "object" && value !== null && isRight(value)) return value;
  throw new UsageError(`${path} is not what creditgym wrote: remove it, and resume the run`);
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

function parsed(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${what} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}
