import type { TrialRecord, TrialTask } from "../trial.js";
import { holdsChecksums } from "./checksums.js";
import { readStatus, readTiming } from "./read-run.js";
import { TRIAL_FILES } from "./trial-files.js";

/**
 * What came of a trial that is done, so that it need not be run again. Undefined for any other, and for one
 * whose files are not as they were written: running it again mends them.
 */
export function finishedTrial({ folder, env, rule, seed }: TrialTask): TrialRecord | undefined {
  try {
    const status = readStatus(folder);
    const timing = readTiming(folder) ?? { seconds: 0, stepsPerSecond: 0 };
    if (status?.status !== "done") return undefined;
    if (status.env !== env || status.rule !== rule || status.seed !== seed) return undefined;
    if (!holdsChecksums(folder, TRIAL_FILES)) return undefined;
    return { ...status, ...timing, status: "done" };
  } catch {
    return undefined;
  }
}
