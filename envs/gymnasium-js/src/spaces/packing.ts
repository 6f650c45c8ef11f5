import { InvalidSpaceError } from "../errors.js";
import type { NumericArray } from "../vector-env.js";
import type { Box } from "./box.js";
import type { Dict } from "./dict.js";
import type { Discrete } from "./discrete.js";
import { STORAGE, type StoredDType } from "./dtype.js";
import type { MultiBinary } from "./multi-binary.js";
import type { MultiDiscrete } from "./multi-discrete.js";
import type { Space } from "./space.js";
import type { Tuple } from "./tuple.js";

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

/**
 * The packing of a space. Parts of several dtypes share int32 where all are integers, float32 where their
 * integers fit it without loss, and float64 otherwise.
 *
 * @throws InvalidSpaceError when its values have no common number of numbers
 */
export function packingOf<T>(space: Space<T>): Packing<T> {
  return ofAny(space) as Packing as Packing<T>;
}

function ofAny(space: Space): Packing {
  switch (space.kind) {
    case "Discrete":
      return INTEGER as Packing;
    case "Box":
      return ofNumbers((space as Box).dtype, (space as Box).size) as Packing;
    case "MultiDiscrete":
      return ofNumbers("int32", (space as MultiDiscrete).nvec.length) as Packing;
    case "MultiBinary":
      return ofNumbers("int8", (space as MultiBinary).size) as Packing;
    case "Tuple":
      return ofTuple((space as Tuple).spaces);
    case "Dict":
      return ofDict((space as Dict).spaces);
    default:
      throw new InvalidSpaceError(
        "space",
        `${space}`,
        "Box, Discrete, MultiDiscrete, MultiBinary, or Tuple and Dict of these, whose values have one size each; " +
          "a wrapper can turn others into one of them",
      );
  }
}

const INTEGER: Packing<number> = {
  dtype: "int32",
  size: 1,
  pack: (value, target, at) => {
    target[at] = value;
  },
  unpack: (source, at) => source[at]!,
};

function ofNumbers(dtype: StoredDType, size: number): Packing<NumericArray> {
  const { array } = STORAGE[dtype];
  return {
    dtype,
    size,
    pack(value, target, at) {
      if (value?.length !== size) {
        throw new InvalidSpaceError("value", value, `an array of ${size} numbers`);
      }
      target.set(value, at);
    },
    unpack(source, at) {
      const value = new array(size);
      for (let i = 0; i < size; i++) value[i] = source[at + i]!;
      return value;
    },
  };
}

function ofTuple(spaces: readonly Space[]): Packing {
  const parts = spaces.map(ofAny);
  return {
    ...sharedBy(parts, spaces),
    pack(value, target, at) {
      let offset = at;
      parts.forEach((part, i) => {
        part.pack((value as ArrayLike<unknown>)[i], target, offset);
        offset += part.size;
      });
    },
    unpack(source, at) {
      let offset = at;
      return parts.map((part) => {
        const value = part.unpack(source, offset);
        offset += part.size;
        return value;
      });
    },
  };
}

function ofDict(spaces: Readonly<Record<string, Space>>): Packing {
  const keys = Object.keys(spaces);
  const tuple = ofTuple(Object.values(spaces));
  return {
    ...tuple,
    pack(value, target, at) {
      const parts = value as Readonly<Record<string, unknown>>;
      tuple.pack(
        keys.map((key) => parts[key]),
        target,
        at,
      );
    },
    unpack(source, at) {
      const parts = tuple.unpack(source, at) as readonly unknown[];
      return Object.fromEntries(keys.map((key, i) => [key, parts[i]]));
    },
  };
}

/** Integers beyond this are not all float32 numbers. */
const EXACT_IN_FLOAT32 = 2 ** 24;

function sharedBy(parts: readonly Packing[], spaces: readonly Space[]): Pick<Packing, "dtype" | "size"> {
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  const dtypes = [...new Set(parts.map(({ dtype }) => dtype))];
  if (dtypes.length === 0) return { dtype: "int32", size };
  if (dtypes.length === 1) return { dtype: dtypes[0]!, size };
  const isFloat = (dtype: StoredDType): boolean => STORAGE[dtype].kind === "float";
  if (!dtypes.some(isFloat)) return { dtype: dtypes.includes("uint32") ? "float64" : "int32", size };
  const fits =
    !dtypes.includes("float64") && spaces.every((space) => largestInteger(space) <= EXACT_IN_FLOAT32);
  return { dtype: fits ? "float32" : "float64", size };
}

/** The largest size of an integer in the space; 0 where there are none. */
function largestInteger(space: Space): number {
  switch (space.kind) {
    case "Discrete": {
      const { n, start } = space as Discrete;
      return Math.max(Math.abs(start), Math.abs(start + n - 1));
    }
    case "MultiDiscrete": {
      const { nvec, start } = space as MultiDiscrete;
      return Array.from(nvec).reduce(
        (most, n, i) => Math.max(most, Math.abs(start[i]!), Math.abs(start[i]! + n - 1)),
        0,
      );
    }
    case "Box": {
      const { min, max, kind } = STORAGE[(space as Box).dtype];
      return kind === "float" ? 0 : Math.max(-min, max);
    }
    case "Tuple":
      return Math.max(0, ...(space as Tuple).spaces.map(largestInteger));
    case "Dict":
      return Math.max(
        0,
        ...Object.values((space as Dict).spaces).map((part) => largestInteger(part as Space)),
      );
    default:
      return 1;
  }
}
