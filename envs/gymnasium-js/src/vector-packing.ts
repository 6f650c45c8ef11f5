import { InvalidArgumentError, InvalidSpaceError } from "./errors.js";
import type { Dict } from "./spaces/dict.js";
import { type Packing, packingOf } from "./spaces/packing.js";
import type { Space } from "./spaces/space.js";
import type { Tuple } from "./spaces/tuple.js";

/**
 * The packing of a space of a vector environment.
 *
 * @param role "observation" or "action"
 * @throws InvalidArgumentError when its values cannot be packed
 */
export function batchPacking(space: Space | undefined, role: string): Packing {
  if (space === undefined) throw new InvalidArgumentError(`${role} space`, space, "a space");
  try {
    return packingOf(space);
  } catch (error) {
    if (!(error instanceof InvalidSpaceError)) throw error;
    throw new InvalidArgumentError(`${role} space`, `${space}`, error.allowed);
  }
}

/** Whether a vector environment takes the action. Numbers out of a Box are left to the environment, which may clip as Gymnasium's do. */
export function admits(space: Space, action: unknown): boolean {
  if (space.kind === "Box") return true;
  if (space.kind === "Tuple") {
    const values = action as readonly unknown[];
    return (space as Tuple).spaces.every((part, i) => admits(part, values[i]));
  }
  if (space.kind === "Dict") {
    const values = action as Readonly<Record<string, unknown>>;
    const { keys, spaces } = space as Dict;
    return keys.every((key) => admits(spaces[key]!, values[key]));
  }
  return space.contains(action);
}
