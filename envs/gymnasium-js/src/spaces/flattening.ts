import { InvalidArgumentError, InvalidSpaceError } from "../errors.js";
import type { NumericArray } from "../vector-env.js";
import { Box } from "./box.js";
import type { Dict } from "./dict.js";
import type { Discrete } from "./discrete.js";
import { allocate, promote, STORAGE, type StoredDType } from "./dtype.js";
import type { MultiBinary } from "./multi-binary.js";
import type { MultiDiscrete } from "./multi-discrete.js";
import type { OneOf } from "./one-of.js";
import { packingOf } from "./packing.js";
import type { DType, Space } from "./space.js";
import type { Text } from "./text.js";
import type { Tuple } from "./tuple.js";

/** How values of a space become vectors, one-hot where they are categories. */
export interface Flattening {
  /** NumPy's dtype of the vector. */
  readonly dtype: DType;
  /** [size] */
  readonly low: readonly number[];
  /** [size] */
  readonly high: readonly number[];
  /** Writes `low.length` numbers from `target[at]`, which must be 0. */
  write(value: unknown, target: NumericArray, at: number): void;
  read(source: NumericArray, at: number): unknown;
}

/** A Flattening with the Box of its vectors. */
export interface BoxFlattening extends Flattening {
  readonly box: Box;
}

const known = new WeakMap<Space, BoxFlattening>();

/**
 * The flattening of a space, made once.
 *
 * @throws InvalidSpaceError when values have no common length: a Sequence or a Graph lies in it
 */
export function flatteningOf(space: Space): BoxFlattening {
  let found = known.get(space);
  if (found === undefined) {
    const flattening = partOf(space);
    found = { ...flattening, box: boxOf(flattening) };
    known.set(space, found);
  }
  return found;
}

/** Whether values flatten to vectors of one length: not where a Sequence or a Graph lies in the space. */
export function isFlattenable(space: Space): boolean {
  if (known.has(space)) return true;
  switch (space.kind) {
    case "Tuple":
    case "OneOf":
      return (space as Tuple | OneOf).spaces.every(isFlattenable);
    case "Dict":
      return Object.values((space as Dict).spaces).every((part) => isFlattenable(part as Space));
    default:
      return ["Box", "Discrete", "MultiDiscrete", "MultiBinary", "Text"].includes(space.kind);
  }
}

/** int64 is kept as int32 where that holds the bounds. */
function boxOf({ dtype, low, high }: Flattening): Box {
  const { min, max } = STORAGE.int32;
  const narrow = low.every((value) => value >= min) && high.every((value) => value <= max);
  const stored = dtype === "int64" && narrow ? "int32" : (dtype as StoredDType);
  return new Box(low, high, { shape: [low.length], dtype: stored });
}

function partOf(space: Space): Flattening {
  switch (space.kind) {
    case "Box":
      return {
        ...boundsOf((space as Box).low, (space as Box).high),
        ...asPacked(space, (space as Box).dtype),
      };
    case "MultiBinary":
      return { ...bounds((space as MultiBinary).size, 0, 1), ...asPacked(space, "int8") };
    case "Discrete":
      return ofDiscrete(space as Discrete);
    case "MultiDiscrete":
      return ofMultiDiscrete(space as MultiDiscrete);
    case "Text":
      return ofText(space as Text);
    case "Tuple":
      return ofTuple((space as Tuple).spaces);
    case "Dict":
      return ofDict(space as Dict);
    case "OneOf":
      return ofOneOf((space as OneOf).spaces);
    default:
      throw new InvalidSpaceError(
        "space",
        `${space}`,
        "a space without Sequence and Graph, whose values have one length each",
      );
  }
}

function boundsOf(low: ArrayLike<number>, high: ArrayLike<number>): Pick<Flattening, "low" | "high"> {
  return { low: Array.from(low), high: Array.from(high) };
}

function bounds(size: number, low: number, high: number): Pick<Flattening, "low" | "high"> {
  return { low: Array.from({ length: size }, () => low), high: Array.from({ length: size }, () => high) };
}

function asPacked(space: Space, dtype: DType): Pick<Flattening, "dtype" | "write" | "read"> {
  const { pack, unpack } = packingOf(space);
  return { dtype, write: pack, read: unpack };
}

/** The place of the first number that is not 0. @throws InvalidArgumentError when there is none */
function hotIndex(source: NumericArray, at: number, size: number): number {
  for (let i = 0; i < size; i++) if (source[at + i] !== 0) return i;
  throw new InvalidArgumentError(
    "flat value",
    source.slice(at, at + size),
    "a one-hot vector: one entry not 0",
  );
}

function writeHot(target: NumericArray, at: number, index: number, size: number): void {
  if (!(Number.isInteger(index) && index >= 0 && index < size)) {
    throw new InvalidArgumentError("value above start", index, `an integer from 0 to ${size - 1}`);
  }
  target[at + index] = 1;
}

function ofDiscrete({ n, start, dtype }: Discrete): Flattening {
  return {
    ...bounds(n, 0, 1),
    dtype,
    write: (value, target, at) => writeHot(target, at, (value as number) - start, n),
    read: (source, at) => start + hotIndex(source, at, n),
  };
}

function ofMultiDiscrete({ nvec, start, dtype, size }: MultiDiscrete): Flattening {
  const offsets = new Int32Array(size + 1);
  for (const [i, n] of nvec.entries()) offsets[i + 1] = offsets[i]! + n;
  return {
    ...bounds(offsets[size]!, 0, 1),
    dtype,
    write(value, target, at) {
      const entries = (value as NumericArray | readonly unknown[] | null) ?? [];
      const flat = ArrayBuffer.isView(entries) ? entries : (entries.flat(Infinity) as number[]);
      for (let i = 0; i < size; i++) writeHot(target, at + offsets[i]!, flat[i]! - start[i]!, nvec[i]!);
    },
    read: (source, at) => nvec.map((n, i) => start[i]! + hotIndex(source, at + offsets[i]!, n)),
  };
}

/** Places in the charset, then its size for the characters that are not there. */
function ofText(space: Text): Flattening {
  const { maxLength, characters } = space;
  const absent = characters.length;
  return {
    ...bounds(maxLength, 0, absent),
    dtype: "int32",
    write(value, target, at) {
      if (!space.contains(value)) throw new InvalidArgumentError("value", value, `a value of ${space}`);
      const text = Array.from(value);
      for (let i = 0; i < maxLength; i++) {
        target[at + i] = i < text.length ? space.indexOf(text[i]!)! : absent;
      }
    },
    read(source, at) {
      const places = Array.from(source.subarray(at, at + maxLength));
      return places.map((place) => characters[place] ?? "").join("");
    },
  };
}

function ofTuple(spaces: readonly Space[]): Flattening {
  const parts = spaces.map(partOf);
  const offsets = [0];
  for (const part of parts) offsets.push(offsets.at(-1)! + part.low.length);
  return {
    low: parts.flatMap(({ low }) => low),
    high: parts.flatMap(({ high }) => high),
    dtype: parts.length === 0 ? "float64" : parts.map(({ dtype }) => dtype).reduce(promote),
    write(value, target, at) {
      const values = value as ArrayLike<unknown> | null | undefined;
      if (values?.length !== parts.length) {
        throw new InvalidArgumentError("value", value, `a list of ${parts.length} values`);
      }
      for (let i = 0; i < parts.length; i++) parts[i]!.write(values[i], target, at + offsets[i]!);
    },
    read: (source, at) => parts.map((part, i) => part.read(source, at + offsets[i]!)),
  };
}

function ofDict({ keys, spaces }: Dict): Flattening {
  const tuple = ofTuple(keys.map((key) => spaces[key]!));
  return {
    ...tuple,
    write(value, target, at) {
      if (typeof value !== "object" || value === null) {
        throw new InvalidArgumentError("value", value, `an object with the keys ${keys.join(", ")}`);
      }
      const values = value as Readonly<Record<string, unknown>>;
      tuple.write(
        keys.map((key) => values[key]),
        target,
        at,
      );
    },
    read(source, at) {
      const values = tuple.read(source, at) as readonly unknown[];
      return Object.fromEntries(keys.map((key, i) => [key, values[i]]));
    },
  };
}

/** The index, the value, and that value's first number up to the longest part's size. */
function ofOneOf(spaces: readonly Space[]): Flattening {
  const parts = spaces.map(partOf);
  const size = Math.max(...parts.map(({ low }) => low.length));
  const low = parts.flatMap((part) => part.low).reduce((a, b) => Math.min(a, b), Infinity);
  const high = parts.flatMap((part) => part.high).reduce((a, b) => Math.max(a, b), -Infinity);
  const last = parts.length - 1;
  let dtype = parts.map((part) => part.dtype).reduce(promote);
  if (STORAGE[dtype as StoredDType].max < last) dtype = promote(dtype, "int32");
  return {
    low: [0, ...Array.from({ length: size }, () => low)],
    high: [last, ...Array.from({ length: size }, () => high)],
    dtype,
    write(value, target, at) {
      const [index, inner] = (Array.isArray(value) ? value : []) as readonly unknown[];
      const part = typeof index === "number" ? parts[index] : undefined;
      if (part === undefined) throw new InvalidArgumentError("value", value, `[0 … ${last}, value]`);
      target[at] = index as number;
      part.write(inner, target, at + 1);
      const own = part.low.length;
      const padding = own > 0 ? target[at + 1]! : Math.min(Math.max(0, low), high);
      for (let i = own; i < size; i++) target[at + 1 + i] = padding;
    },
    read(source, at) {
      const index = source[at]!;
      const part = parts[index];
      if (part === undefined)
        throw new InvalidArgumentError("flat value[0]", index, `an index from 0 to ${last}`);
      return [index, part.read(source, at + 1)];
    },
  };
}

/** A vector of zeros for values of the space. */
export function zeros({ box }: BoxFlattening): NumericArray {
  return allocate(box.dtype, box.size);
}
