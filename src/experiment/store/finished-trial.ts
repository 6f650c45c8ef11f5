import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import type { TrialRecord, TrialTask } from "../trial.js";
import { EPISODE_BYTES } from "./episode-log.js";
import { readCurve, readStatus, readTiming } from "./read-run.js";

/** Files of a trial that is done, besides those that are read here. */
const OTHERS = ["checkpoint.safetensors", "episodes.parquet"];

/**
 * What came of a trial that is done, so that it need not be run again. Undefined for any other, and for one
 * whose files are not whole: running it again mends them.
 */
export function finishedTrial({ folder, env, rule, seed }: TrialTask): TrialRecord | undefined {
  try {
    const status = readStatus(folder);
    const timing = readTiming(folder) ?? { seconds: 0, stepsPerSecond: 0 };
    if (status?.status !== "done") return undefined;
    if (status.env !== env || status.rule !== rule || status.seed !== seed) return undefined;
    if (!OTHERS.every((name) => existsSync(join(folder, name)))) return undefined;
    if (statSync(join(folder, "episodes.bin")).size !== status.episodes * EPISODE_BYTES) return undefined;
    if (readCurve(folder).length === 0 && status.episodes > 0) return undefined;
    return { ...status, ...timing, status: "done" };
  } catch {
    return undefined;
  }
}
