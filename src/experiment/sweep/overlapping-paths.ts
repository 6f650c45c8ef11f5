import { UsageError } from "../../errors/usage-error.js";
import type { SearchSpace } from "../definition.js";
import { stepsOf } from "./agent-path.js";
import { isFactor } from "./dimension.js";

/**
 * A space may have a whole and, after it, a part of it (`rates`, then `rates[1]`), whose value counts. Where both
 * are absolute, values of the whole that differ in this part only would be one setting, tried again and again.
 *
 * @param place of a path of the space, for sentences
 * @throws {UsageError} where one dimension hides another
 */
export function checkOverlaps(space: SearchSpace, place: (path: string) => string): void {
  const paths = Object.keys(space).map((path) => ({
    path,
    steps: stepsOf(path),
    isAbsolute: !isFactor(space[path]!),
  }));
  for (const [k, later] of paths.entries()) {
    for (const earlier of paths.slice(0, k)) {
      if (isWithin(earlier.steps, later.steps)) {
        throw new UsageError(
          `${place(later.path)} stands after ${place(earlier.path)}, of which it leaves nothing: allowed is the ` +
            "whole before its part",
        );
      }
      if (isWithin(later.steps, earlier.steps) && later.isAbsolute && earlier.isAbsolute) {
        throw new UsageError(
          `${place(later.path)} is a part of ${place(earlier.path)}, and both are values to put there: allowed is ` +
            "one of the two, or one with times",
        );
      }
    }
  }
}

/** Whether a path is another, or leads to a part of what the other leads to. */
function isWithin(part: readonly unknown[], whole: readonly unknown[]): boolean {
  return whole.every((step, k) => step === part[k]);
}
