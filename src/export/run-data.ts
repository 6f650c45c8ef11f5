import { existsSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import { UsageError } from "../errors/usage-error.js";
import type { DiagnosticsPoint, EvaluationPoint } from "../experiment/probes/lines.js";
import { checkFile } from "../experiment/store/checksums.js";
import { type EpisodeColumns, readEpisodes } from "../experiment/store/episode-log.js";
import { type RunOnDisk, readLines, readRun, type TrialOnDisk } from "../experiment/store/read-run.js";

/** A run with only those of its trials that stand in a folder. @throws {UsageError} when there is none */
export function readRunWithin(directory: string): RunOnDisk {
  const run = readRun(directory);
  const at = `${resolve(directory)}${sep}`;
  const trials = run.trials.filter(({ folder }) => `${folder}${sep}`.startsWith(at));
  if (trials.length > 0) return { ...run, trials };
  throw new UsageError(
    `DIR is "${directory}", which is within a run but holds none of its trials: allowed is a run's folder, or one within its trials`,
  );
}

/** What a trial's networks returned when they played without learning. @throws {UsageError} */
export function readEvaluations({ folder }: TrialOnDisk): EvaluationPoint[] {
  return readLines<EvaluationPoint>(
    join(folder, "evaluation.jsonl"),
    ({ step, returns, lengths, meanReturn }) =>
      Number.isFinite(step) &&
      Array.isArray(returns) &&
      Array.isArray(lengths) &&
      Number.isFinite(meanReturn),
  );
}

/** What was measured of a trial's updates and units. @throws {UsageError} */
export function readDiagnostics({ folder }: TrialOnDisk): DiagnosticsPoint[] {
  return readLines<DiagnosticsPoint>(
    join(folder, "diagnostics.jsonl"),
    ({ step, layers }) => Number.isFinite(step) && Array.isArray(layers),
  );
}

/** The episodes of a trial, piece by piece; none where it has not begun. @throws {UsageError} */
export function* readLog({ folder }: TrialOnDisk): Generator<EpisodeColumns> {
  const path = join(folder, "episodes.bin");
  checkFile(path);
  if (!existsSync(path)) return;
  try {
    yield* readEpisodes(path);
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}
