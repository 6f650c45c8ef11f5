import { existsSync } from "node:fs";
import { join } from "node:path";
import { nearest } from "gymnasium-js";
import { didYouMean, UsageError } from "../errors/usage-error.js";
import { type RunOnDisk, recordOf } from "../experiment/store/read-run.js";
import { StorageError } from "../experiment/store/storage-error.js";
import type { TrialRecord } from "../experiment/trial.js";
import { writeCsv } from "./csv.js";
import { fillFolder, type PlaceFor } from "./export-folder.js";
import { readRunWithin } from "./run-data.js";
import { writeTensorBoard } from "./tensorboard.js";

const FORMATS: Readonly<Record<string, (run: RunOnDisk, placeFor: PlaceFor) => void>> = {
  tensorboard: writeTensorBoard,
  csv: writeCsv,
};

/** What an export wrote. */
export interface RunExport {
  readonly folder: string;
  /** By their names within the folder. */
  readonly files: readonly string[];
  /** In the order of the experiment. */
  readonly trials: readonly TrialRecord[];
}

/**
 * Writes what a run recorded in a format that other programs read. The run may be interrupted, or still go on.
 *
 * @param directory a run's folder, or one within its `trials`: only the trials there then
 * @param format `tensorboard` or `csv`
 * @param out new, empty, or an earlier export's in the same format; `export/<format>` in the directory unless given
 * @throws {UsageError} when one of these is not as allowed, or a file of the run is not what was written
 * @throws {StorageError} when the folder cannot be written to
 */
export function exportRun(directory: string, format: string, out?: string): RunExport {
  const write = Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
  if (write === undefined) {
    const known = Object.keys(FORMATS);
    throw new UsageError(
      `--format is "${format}": allowed is one of ${known.join(", ")}${didYouMean(nearest(format, known))}`,
    );
  }
  const run = readRunWithin(directory);
  const folder = out ?? join(directory, "export", format);
  const files = fillFolder(folder, format, (placeFor) => {
    write(run, placeFor);
    // What is not there counts as not yet recorded: but not in a run that was removed meanwhile.
    if (!existsSync(join(run.folder, "experiment.json"))) {
      throw new StorageError(`${run.folder} was removed while it was read`);
    }
  });
  return { folder, files, trials: run.trials.map(recordOf) };
}
