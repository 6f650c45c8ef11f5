import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../../errors/usage-error.js";
import { moduleOf } from "../environments.js";
import { modelsNow } from "../models/model-source.js";
import type { Plan, PlannedArm } from "../plan.js";
import { checkSame } from "./check-same.js";
import { planDifferences } from "./plan-differences.js";
import { readPlan } from "./read-run.js";
import { writeExperiment } from "./run-folder.js";
import { isBegun, takeNewFolder, takeOldFolder, versionNotes } from "./take-folder.js";

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

/**
 * Makes the folder of a new run.
 *
 * @param out the folder, new or empty; `runs/<experiment>/<time>` unless given
 * @throws {UsageError | StorageError}
 */
export function beginRun(plan: Plan, out?: string): OpenRun {
  return takeNewFolder(plan.name, out, (folder) => begun(plan, folder));
}

/**
 * Opens the folder of a run that is to go on; begins it where that had not come as far as its plan.
 *
 * @throws {UsageError} where the plan is another one, or another process is at work
 * @throws {StorageError}
 */
export function resumeRun(plan: Plan, folder: string): OpenRun {
  return takeOldFolder(
    folder,
    () => begun(plan, folder),
    () => asBegun(plan, folder),
  );
}

function begun(plan: Plan, folder: string): Pick<OpenRun, "plan" | "notes"> {
  writeExperiment(folder, plan);
  return { plan, notes: [] };
}

/**
 * The plan as it was begun, with users' modules and models where they are now.
 *
 * @throws {UsageError} where it is another plan, showing the differences
 */
function asBegun(plan: Plan, folder: string): Pick<OpenRun, "plan" | "notes"> {
  const { plan: before, made } = readPlan(folder);
  checkSame(folder, planDifferences(before, JSON.parse(JSON.stringify(plan)) as Plan));
  const arms = before.arms.map(({ env, rule }) =>
    plan.arms.find((arm) => arm.env === env && arm.rule === rule),
  );
  return {
    plan: { ...before, arms: arms.map((arm) => arm!) },
    notes: versionNotes(folder, made),
  };
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
    const { source, models } = arm;
    return {
      ...arm,
      ...(source.module !== undefined && { source: { ...source, ...moduleOf(source.module) } }),
      ...(models && { models: modelsNow(models) }),
    };
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
