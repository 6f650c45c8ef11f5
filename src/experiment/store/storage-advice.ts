import { isSystemError, StorageError } from "./storage-error.js";
import { isBegun } from "./take-folder.js";

/**
 * An error that ended a run, as the user is told of it: where storage failed, with what can be done.
 *
 * @param command that goes on with such a run
 */
export function withAdvice(error: unknown, folder: string, command = "compare"): unknown {
  if (!isBegun(folder)) return removed(folder, error);
  if (!(error instanceof StorageError) && !isSystemError(error)) return error;
  const advice = `what was done is kept, and \`creditgym ${command} --resume ${folder}\` goes on with it`;
  return new StorageError(`${error.message}; ${advice}`, { cause: error });
}

/** @throws {StorageError} when a run's folder is no longer what it was */
export function checkStillThere(folder: string): void {
  if (!isBegun(folder)) throw removed(folder);
}

const removed = (folder: string, cause?: unknown): StorageError =>
  new StorageError(`${folder} was removed while the run went on: what is there now is not whole`, { cause });
