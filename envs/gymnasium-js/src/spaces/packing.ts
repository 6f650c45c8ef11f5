import { InvalidSpaceError } from "../errors.js";
import type { NumericArray } from "../vector-env.js";
import type { Box } from "./box.js";
import type { StoredDType } from "./dtype.js";
import type { Space } from "./space.js";

/**
 * How values of a space lie in a batch: `size` numbers of one dtype, C order, the parts of composite
 * spaces one after the other. Nothing is encoded: a Discrete value is one number.
 */
export interface Packing<T = unknown> {
  readonly dtype: StoredDType;
  /** Numbers of one value. */
  readonly size: number;
  /** Writes a value to `target[at … at + size − 1]`. @throws InvalidSpaceError when it has another size */
  pack(value: T, target: NumericArray, at: number): void;
  /** The value at `source[at … at + size − 1]`: a copy. */
  unpack(source: NumericArray, at: number): T;
}

/** The packing of a space. @throws InvalidSpaceError when its values have no common size */
export function packingOf<T>(space: Space<T>): Packing<T> {
  if (space.kind === "Discrete") return integer as Packing as Packing<T>;
  if (space.kind === "Box") return ofBox(space as Space as Box) as Packing as Packing<T>;
  throw new InvalidSpaceError("space", `${space}`, "a space whose values have one size");
}

const integer: Packing<number> = {
  dtype: "int32",
  size: 1,
  pack: (value, target, at) => {
    target[at] = value;
  },
  unpack: (source, at) => source[at]!,
};

function ofBox({ dtype, size }: Box): Packing<NumericArray> {
  return {
    dtype,
    size,
    pack: (value, target, at) => target.set(value, at),
    unpack: (source, at) => source.slice(at, at + size) as NumericArray,
  };
}
