import { availableParallelism } from "node:os";
import { UsageError } from "../errors/usage-error.js";
import { wholeNumber } from "./flags.js";

/** Where a run is kept, and how many work on it: flags of all commands that run something for long. */
export interface RunFlags {
  readonly workers?: string;
  readonly out?: string;
  readonly resume?: string;
}

const MOST_WORKERS = 1024;

/** How many workers there are to be: one a core unless told. @throws {UsageError} for flags that do not go together */
export function workersOf({ workers, out, resume }: RunFlags): number {
  if (out !== undefined && resume !== undefined) {
    throw new UsageError("--out and --resume are both given: allowed is one of the two");
  }
  return workers === undefined ? availableParallelism() : wholeNumber("--workers", workers, 1, MOST_WORKERS);
}
