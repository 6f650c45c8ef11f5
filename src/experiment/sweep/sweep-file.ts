import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../../errors/usage-error.js";
import type { Plan } from "../plan.js";
import { writeJson } from "../store/atomic-file.js";
import { checkFile, isListed, writeChecksums } from "../store/checksums.js";
import { type ArmSearch, type SweepResults, searchedArms } from "./sweep-results.js";

/** Within a run's folder. */
const SWEEP_FILE = "sweep.json";
const LISTED = ["experiment.json", SWEEP_FILE];

/** Keeps what a search found in the run's folder. @throws {StorageError} */
export function writeSweep(folder: string, results: SweepResults): void {
  writeJson(join(folder, SWEEP_FILE), results);
  writeChecksums(folder, LISTED);
}

/** Has the file, which is whole, in the run's list of checksums: a process may be killed before. @throws {StorageError} */
export function listSweep(folder: string): void {
  if (!isListed(join(folder, SWEEP_FILE))) writeChecksums(folder, LISTED);
}

/**
 * What the search of a run found; undefined while it is not done, and where there is none.
 *
 * @throws {UsageError} when the file is not what was written
 */
export function readSweep(folder: string, plan: Plan): SweepResults | undefined {
  const path = join(folder, SWEEP_FILE);
  checkFile(path);
  if (!existsSync(path)) return undefined;
  const results = parsed(path);
  const searched = searchedArms(plan);
  const { arms } = results ?? {};
  const isWhole =
    Array.isArray(arms) &&
    arms.length === searched.length &&
    searched.every(({ env, rule, sweep }, k) => {
      const arm = (arms as readonly (Partial<ArmSearch> | null)[])[k];
      const { agent, candidates, chosen } = arm ?? {};
      return (
        arm?.env === env &&
        arm.rule === rule &&
        typeof agent === "object" &&
        Array.isArray(candidates) &&
        candidates.length === sweep.candidates.length &&
        candidates[chosen ?? -1] !== undefined
      );
    });
  if (isWhole) return results as SweepResults;
  throw new UsageError(
    `${path} is no search of this run's: allowed is the one that \`compare\` wrote; \`compare --resume\` makes it anew`,
  );
}

function parsed(path: string): Partial<SweepResults> | null {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Partial<SweepResults> | null;
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}
