import { InvalidArgumentError, InvalidSpaceError } from "./errors.js";
import type { Box } from "./spaces/box.js";
import type { Dict } from "./spaces/dict.js";
import { STORAGE } from "./spaces/dtype.js";
import { entriesOf } from "./spaces/nested.js";
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

/**
 * Whether a vector environment takes the action. Numbers out of a Box are left to the environment, which may clip as
 * Gymnasium's do, but not those that its integers do not hold: they would become others.
 */
export function admits(space: Space, action: unknown): boolean {
  if (space.kind === "Box") return holds(space as Box, action);
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

function holds({ dtype, shape }: Box, action: unknown): boolean {
  const { kind, min, max } = STORAGE[dtype];
  if (kind === "float") return true;
  const entries = entriesOf(action, shape);
  return entries?.every((entry) => Number.isInteger(entry) && entry >= min && entry <= max) === true;
}
