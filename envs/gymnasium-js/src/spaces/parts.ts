import { InvalidSeedError, InvalidSpaceError } from "../errors.js";
import type { Space, SpaceSeed } from "./space.js";

/** @throws InvalidSpaceError when one of the parts is no space */
export function checkSpaces<S extends readonly Space[]>(owner: string, spaces: S): S {
  for (const [i, space] of spaces.entries()) checkSpace(`${owner} space ${i}`, space);
  return spaces;
}

/** @throws InvalidSpaceError when it is no space */
export function checkSpace<S extends Space>(field: string, space: S): S {
  if (typeof space?.contains === "function") return space;
  throw new InvalidSpaceError(field, space, "a space");
}

/** @throws InvalidSeedError unless it lists `length` seeds */
export function checkSeeds(seeds: SpaceSeed, length: number): readonly SpaceSeed[] {
  if (Array.isArray(seeds) && seeds.length === length) return seeds as readonly SpaceSeed[];
  throw new InvalidSeedError(seeds, `an integer ≥ 0, or a list of ${length} seeds, one for each part`);
}
