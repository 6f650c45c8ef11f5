import type { Box, Dict, Discrete, MultiBinary, MultiDiscrete, Space, Tuple } from "gymnasium-js";

/** A part of a space that has no parts itself, and where its numbers lie in a packed value. */
export interface Leaf {
  readonly space: Box | Discrete | MultiBinary | MultiDiscrete;
  readonly offset: number;
  /** Numbers of a value. */
  readonly size: number;
}

/**
 * The parts of a space in the order in which a batch holds them (`packingOf` in gymnasium-js).
 * Undefined where a part has no fixed number of numbers.
 */
export function leavesOf(space: Space): readonly Leaf[] | undefined {
  const leaves: Leaf[] = [];
  let offset = 0;
  const visit = (part: Space): boolean => {
    if (part.kind === "Tuple") return (part as Tuple).spaces.every(visit);
    if (part.kind === "Dict") return Object.values((part as Dict).spaces).every(visit);
    if (!["Box", "Discrete", "MultiBinary", "MultiDiscrete"].includes(part.kind)) return false;
    const size = part.shape.reduce((product, side) => product * side, 1);
    leaves.push({ space: part as Leaf["space"], offset, size });
    offset += size;
    return true;
  };
  return visit(space) ? leaves : undefined;
}
