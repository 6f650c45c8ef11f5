import { UsageError } from "../errors/usage-error.js";

/** Refuses what a later version brings. */
export function comesLater(what: string): never {
  throw new UsageError(`${what} comes with a later version of creditgym`);
}
