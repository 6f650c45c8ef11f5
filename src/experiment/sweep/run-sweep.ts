import { UsageError } from "../../errors/usage-error.js";
import type { Plan } from "../plan.js";
import { type Running, type RunTask, runTasks } from "../run-tasks.js";
import { armSearchOf } from "./arm-search.js";
import { listSweep, readSweep, writeSweep } from "./sweep-file.js";
import { type SweepResults, searchedArms } from "./sweep-results.js";
import { searchTrials } from "./sweep-tasks.js";

/** What an earlier process found; undefined where it did not come so far, or what it left is damaged. */
export function foundBefore(folder: string, plan: Plan): SweepResults | undefined {
  try {
    const found = readSweep(folder, plan);
    if (found !== undefined) listSweep(folder);
    return found;
  } catch (error) {
    // It is made anew from the search's trials.
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

/**
 * Searches for the settings of a plan's arms, and keeps what was found. Undefined when it was interrupted, and
 * where there is nothing to search.
 *
 * @param tasks the trials of the search, as `sweepTasks` lists them
 * @throws {StorageError}
 */
export async function runSweep(
  plan: Plan,
  folder: string,
  tasks: readonly RunTask[],
  running: Running,
): Promise<SweepResults | undefined> {
  if (tasks.length === 0) return undefined;
  const records = await runTasks(tasks, running);
  if (records.some(({ status }) => status === "interrupted")) return undefined;
  let at = 0;
  const results: SweepResults = {
    arms: searchedArms(plan).map((arm) => {
      const own = records.slice(at, at + searchTrials(arm));
      at += own.length;
      return armSearchOf(arm, own);
    }),
  };
  writeSweep(folder, results);
  return results;
}
