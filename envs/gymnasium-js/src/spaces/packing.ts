import { InvalidSpaceError } from "../errors.js";
import type { NumericArray } from "../vector-env.js";
import type { Box } from "./box.js";
import type { Dict } from "./dict.js";
import type { Discrete } from "./discrete.js";
import { allocate, cast, dtypeOf, STORAGE, type StoredDType, storedAs } from "./dtype.js";
import type { MultiBinary } from "./multi-binary.js";
import type { MultiDiscrete } from "./multi-discrete.js";
import { entriesOf, sizeOf } from "./nested.js";
import type { Space } from "./space.js";
import type { Tuple } from "./tuple.js";

/**
 * How values of a space lie in a batch: `size` numbers of one dtype, C order, the parts of composite
 * spaces one after the other. Nothing is encoded: a Discrete value is one number.
 */
export interface Packing<T = unknown> {
  /** Of the array: float64 for int64 and uint64, float32 for float16. */
  readonly dtype: StoredDType;
  /** Numbers of one value. */
  readonly size: number;
  /** Writes a value to `target[at … at + size − 1]`. @throws InvalidSpaceError when it has another size */
  pack(value: T, target: NumericArray, at: number): void;
  /** The value at `source[at … at + size − 1]`: a copy. */
  unpack(source: NumericArray, at: number): T;
}

interface Part extends Packing {
  /** Whether all its numbers are integers, in whatever array. */
  readonly whole: boolean;
  /** The least and the largest value of its integers: [0, 0] where there are none. */
  readonly integers: readonly [least: number, largest: number];
}

/**
 * The packing of a space. Parts of several dtypes share int32 where all are integers that fit it,
 * float32 where their integers fit that without loss (up to 2^24), and float64 otherwise.
 *
 * @throws InvalidSpaceError when its values have no common number of numbers, or integers beyond 32 bits
 */
export function packingOf<T>(space: Space<T>): Packing<T> {
  return partOf(space) as Packing as Packing<T>;
}

function partOf(space: Space): Part {
  switch (space.kind) {
    case "Discrete":
      return ofDiscrete(space as Discrete);
    case "Box":
      return ofBox(space as Box);
    case "MultiDiscrete":
      return ofMultiDiscrete(space as MultiDiscrete);
    case "MultiBinary":
      return ofNumbers("int8", (space as MultiBinary).shape, [0, 1]);
    case "Tuple":
      return ofTuple((space as Tuple).spaces);
    case "Dict":
      return ofDict(space as Dict);
    default:
      throw new InvalidSpaceError(
        "space",
        `${space}`,
        "Box, Discrete, MultiDiscrete, MultiBinary, or Tuple and Dict of these, whose values have one size each; " +
          "a wrapper can turn others into one of them",
      );
  }
}

function ofDiscrete(space: Discrete): Part {
  const last = space.start + space.n - 1;
  if (space.start < STORAGE.int32.min || last > STORAGE.int32.max) {
    throw new InvalidSpaceError(
      "space",
      `${space}`,
      "a Discrete space of 32-bit integers, which batches hold",
    );
  }
  return {
    dtype: "int32",
    size: 1,
    whole: true,
    integers: [space.start, last],
    pack(value, target, at) {
      if (typeof value !== "number") throw new InvalidSpaceError("value", value, "a number");
      target[at] = value;
    },
    unpack: (source, at) => source[at]!,
  };
}

function ofBox({ dtype, shape, low, high }: Box): Part {
  if (STORAGE[dtype].kind === "float") return ofNumbers(dtype, shape, [0, 0]);
  return ofNumbers(dtype, shape, [least(low), largest(high)]);
}

function ofMultiDiscrete({ shape, start, nvec }: MultiDiscrete): Part {
  return ofNumbers("int32", shape, [least(start), largest(nvec.map((n, i) => start[i]! + n - 1))]);
}

const least = (values: NumericArray): number => Array.from(values).reduce((a, b) => Math.min(a, b), 0);
const largest = (values: NumericArray): number => Array.from(values).reduce((a, b) => Math.max(a, b), 0);

function ofNumbers(dtype: StoredDType, shape: readonly number[], integers: Part["integers"]): Part {
  const size = sizeOf(shape);
  const whole = STORAGE[dtype].kind !== "float";
  const stored = storedAs(dtype);
  // Arrays of integers cut fractions off by themselves.
  const cuts = whole && STORAGE[stored].kind === "float";
  return {
    dtype: stored,
    size,
    whole,
    integers,
    pack(value, target, at) {
      const numbers = dtypeOf(value) === undefined ? entriesOf(value, shape) : (value as NumericArray);
      if (numbers?.length !== size)
        throw new InvalidSpaceError("value", value, `an array of ${size} numbers`);
      target.set(numbers, at);
    },
    unpack(source, at) {
      const value = allocate(dtype, size);
      value.set(source.subarray(at, at + size));
      for (let i = 0; cuts && i < size; i++) value[i] = cast(dtype, value[i]!);
      return value;
    },
  };
}

function ofTuple(spaces: readonly Space[]): Part {
  const parts = spaces.map(partOf);
  return {
    dtype: sharedBy(parts),
    size: parts.reduce((sum, part) => sum + part.size, 0),
    whole: parts.every(({ whole }) => whole),
    integers: [
      Math.min(0, ...parts.map(({ integers }) => integers[0])),
      Math.max(0, ...parts.map(({ integers }) => integers[1])),
    ],
    pack(value, target, at) {
      const values = value as ArrayLike<unknown>;
      if (values?.length !== parts.length) {
        throw new InvalidSpaceError("value", value, `a list of ${parts.length} values`);
      }
      let offset = at;
      for (let i = 0; i < parts.length; i++) {
        const part = parts[i]!;
        part.pack(values[i], target, offset);
        offset += part.size;
      }
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

function ofDict({ keys, spaces }: Dict): Part {
  const tuple = ofTuple(keys.map((key) => spaces[key]!));
  return {
    ...tuple,
    pack(value, target, at) {
      if (typeof value !== "object" || value === null) {
        throw new InvalidSpaceError("value", value, `an object with the keys ${keys.join(", ")}`);
      }
      const values = value as Readonly<Record<string, unknown>>;
      tuple.pack(
        keys.map((key) => values[key]),
        target,
        at,
      );
    },
    unpack(source, at) {
      const values = tuple.unpack(source, at) as readonly unknown[];
      return Object.fromEntries(keys.map((key, i) => [key, values[i]]));
    },
  };
}

/** Integers beyond this are not all float32 numbers. */
const EXACT_IN_FLOAT32 = 2 ** 24;

function sharedBy(parts: readonly Part[]): StoredDType {
  const first = parts[0]?.dtype ?? "int32";
  if (parts.every(({ dtype }) => dtype === first)) return first;
  const within = (low: number, high: number): boolean =>
    parts.every(({ integers }) => integers[0] >= low && integers[1] <= high);
  const floats = parts.filter(({ whole }) => !whole).map(({ dtype }) => dtype);
  if (floats.length === 0) return within(STORAGE.int32.min, STORAGE.int32.max) ? "int32" : "float64";
  const narrow = !floats.includes("float64") && within(-EXACT_IN_FLOAT32, EXACT_IN_FLOAT32);
  return narrow ? "float32" : "float64";
}
