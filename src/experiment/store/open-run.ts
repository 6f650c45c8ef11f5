import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../../errors/usage-error.js";
import { moduleOf } from "../environments.js";
import type { Plan, PlannedArm } from "../plan.js";
import { removeTemporaryFiles } from "./atomic-file.js";
import { isListed, writeChecksums } from "./checksums.js";
import { planDifferences } from "./plan-differences.js";
import { type MadeWith, readPlan } from "./read-run.js";
import { createRunFolder, madeHere, makeFolder, writeExperiment } from "./run-folder.js";
import { LOCK_FILE, lockRun } from "./run-lock.js";
import { writing } from "./storage-error.js";

/** A run's folder that this process works in. */
export interface OpenRun {
  readonly folder: string;
  /** In the order in which the run was begun. */
  readonly plan: Plan;
  /** What the user is to know, in sentences. */
  readonly notes: readonly string[];
  /** Lets others work in it. */
  close(): void;
}

const MOST_SHOWN = 8;

/**
 * Makes the folder of a new run.
 *
 * @param out the folder, new or empty; `runs/<experiment>/<time>` unless given
 * @throws {UsageError | StorageError}
 */
export function beginRun(plan: Plan, out?: string): OpenRun {
  const folder = createRunFolder(plan.name, out);
  const close = lockRun(folder);
  return opened(folder, close, () => {
    writeExperiment(folder, plan);
    return { plan, notes: [] };
  });
}

/**
 * Opens the folder of a run that is to go on; begins it where that had not come as far as its plan.
 *
 * @throws {UsageError} where the plan is another one, or another process is at work
 * @throws {StorageError}
 */
export function resumeRun(plan: Plan, folder: string): OpenRun {
  if (existsSync(folder) && !statSync(folder).isDirectory()) {
    throw new UsageError(`--resume is "${folder}", which is no folder: allowed is the folder of a run`);
  }
  makeFolder(folder, "--resume");
  if (!isBegun(folder) && readdirSync(folder).some((name) => !isLeftover(name))) {
    throw new UsageError(
      `--resume is "${folder}", which holds no experiment.json: allowed is the folder of a run, or a new one`,
    );
  }
  return opened(folder, lockRun(folder), () => {
    writing(folder, () => removeTemporaryFiles(folder));
    if (!isBegun(folder)) {
      writeExperiment(folder, plan);
      return { plan, notes: [] };
    }
    const begun = asBegun(plan, folder);
    // A process may have been killed between the two.
    if (!isListed(join(folder, "experiment.json"))) writeChecksums(folder, ["experiment.json"]);
    return begun;
  });
}

/** Whether a folder holds a run's plan. */
export function isBegun(folder: string): boolean {
  return existsSync(join(folder, "experiment.json"));
}

const isLeftover = (name: string): boolean => name === LOCK_FILE || name.endsWith(".tmp");

function opened(folder: string, close: () => void, prepare: () => Pick<OpenRun, "plan" | "notes">): OpenRun {
  try {
    return { folder, ...prepare(), close };
  } catch (error) {
    close();
    throw error;
  }
}

/**
 * The plan as it was begun, with users' modules where they are now.
 *
 * @throws {UsageError} where it is another plan, showing the differences
 */
function asBegun(plan: Plan, folder: string): Pick<OpenRun, "plan" | "notes"> {
  const { plan: before, made } = readPlan(folder);
  const found = planDifferences(before, JSON.parse(JSON.stringify(plan)) as Plan);
  if (found.length > 0) {
    const more = found.length > MOST_SHOWN ? `; and ${found.length - MOST_SHOWN} more` : "";
    throw new UsageError(
      `--resume is "${folder}", which was begun with other settings: ${found.slice(0, MOST_SHOWN).join("; ")}${more}: ` +
        "allowed are the same settings, or --resume without any",
    );
  }
  const arms = before.arms.map(({ env, rule }) =>
    plan.arms.find((arm) => arm.env === env && arm.rule === rule),
  );
  return {
    plan: { ...before, arms: arms.map((arm) => arm!) },
    notes: versionNotes(folder, made),
  };
}

/** @throws {UsageError} for another version of creditgym */
function versionNotes(folder: string, made: MadeWith): string[] {
  const { versions, host } = madeHere();
  if (made.versions.creditgym !== versions.creditgym) {
    throw new UsageError(
      `--resume is "${folder}", which was begun with creditgym ${made.versions.creditgym}: ` +
        `allowed is the same version, and this is ${versions.creditgym}`,
    );
  }
  const isSame = made.versions.v8 === versions.v8 && made.host.architecture === host.architecture;
  if (isSame) return [];
  return [
    `The run was begun with Node ${made.versions.node} on ${made.host.architecture} and goes on with ` +
      `${versions.node} on ${host.architecture}: the last digits of its numbers may differ from those of either.`,
  ];
}

/** The plan of the run in a folder, to go on with. @throws {UsageError} */
export function planOfRun(folder: string): Plan {
  if (!existsSync(folder) || !isBegun(folder)) {
    throw new UsageError(
      `--resume is "${folder}", which holds no experiment.json: allowed is the folder of a run; ` +
        "with the experiment given too, also a new one",
    );
  }
  const { plan } = readPlan(folder);
  const arms = plan.arms.map((arm): PlannedArm => {
    const { module } = arm.source;
    return module === undefined ? arm : { ...arm, source: { ...arm.source, ...moduleOf(module) } };
  });
  return { ...plan, arms };
}

/** When a run first began and how long it has taken, from its `timing.json`; undefined where nobody knows. */
export function readRunTiming(
  folder: string,
): { readonly began: string; readonly seconds: number } | undefined {
  try {
    const { began, seconds } = JSON.parse(readFileSync(join(folder, "timing.json"), "utf8"));
    return typeof began === "string" && Number.isFinite(seconds) ? { began, seconds } : undefined;
  } catch {
    return undefined;
  }
}
