import { InvalidResultError } from "../errors.js";
import type { Dict } from "../spaces/dict.js";
import { allocate, type StoredDType } from "../spaces/dtype.js";
import type { FeatureSpace, Graph, GraphInstance } from "../spaces/graph.js";
import { entriesOf, sizeOf } from "../spaces/nested.js";
import type { OneOf } from "../spaces/one-of.js";
import { packingOf } from "../spaces/packing.js";
import type { Sequence } from "../spaces/sequence.js";
import type { Space } from "../spaces/space.js";
import type { Tuple } from "../spaces/tuple.js";
import type { NumericArray } from "../vector-env.js";

/**
 * The value of a space that a decoded typed value stands for. Numbers outside the space are kept.
 *
 * @param field what it is called in errors
 * @throws InvalidResultError when it has not the form of the space's values
 */
export function fromTyped(space: Space, value: unknown, field: string): unknown {
  switch (space.kind) {
    case "Discrete":
      return numbersOf(space, value, field, "float64", 1)[0];
    case "Box":
      return numbersOf(space, value, field, space.dtype as StoredDType, sizeOf(space.shape));
    case "MultiDiscrete":
      return numbersOf(space, value, field, "int32", sizeOf(space.shape));
    case "MultiBinary":
      return numbersOf(space, value, field, "int8", sizeOf(space.shape));
    case "Text":
      return typeof value === "string" ? value : refuse(space, value, field);
    case "Tuple": {
      const { spaces } = space as Tuple;
      const values = listOf(space, value, field, spaces.length);
      return spaces.map((part, i) => fromTyped(part, values[i], `${field}[${i}]`));
    }
    case "Dict":
      return byKey(space as Dict, value, field, fromTyped);
    case "OneOf": {
      const [index, inner] = listOf(space, value, field, 2);
      const part = (space as OneOf).spaces[index as number] ?? refuse(space, value, field);
      return [index, fromTyped(part, inner, `${field}[1]`)];
    }
    case "Sequence": {
      const sequence = space as Sequence;
      if (sequence.stack) return fromStacked(sequence.space, value, field);
      return listOf(space, value, field).map((element, i) =>
        fromTyped(sequence.space, element, `${field}[${i}]`),
      );
    }
    case "Graph":
      return graphOf(space as Graph, value, field);
    default:
      return refuse(space, value, field);
  }
}

/** Values of a space in the form of a batch, as those of a stacked Sequence are. */
function fromStacked(space: Space, value: unknown, field: string): unknown {
  switch (space.kind) {
    case "Discrete":
    case "Box":
    case "MultiDiscrete":
    case "MultiBinary": {
      const { dtype, size } = packingOf(space);
      return numbersOf(space, value, field, dtype, size, true);
    }
    case "Tuple": {
      const { spaces } = space as Tuple;
      const values = listOf(space, value, field, spaces.length);
      return spaces.map((part, i) => fromStacked(part, values[i], `${field}[${i}]`));
    }
    case "Dict":
      return byKey(space as Dict, value, field, fromStacked);
    default:
      return listOf(space, value, field).map((element, i) => fromTyped(space, element, `${field}[${i}]`));
  }
}

function byKey(
  { keys, spaces }: Dict,
  value: unknown,
  field: string,
  convert: (space: Space, value: unknown, field: string) => unknown,
): Readonly<Record<string, unknown>> {
  const object =
    typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  const entry = (key: string): unknown => (Object.hasOwn(object, key) ? object[key] : undefined);
  return Object.fromEntries(keys.map((key) => [key, convert(spaces[key]!, entry(key), `${field}.${key}`)]));
}

function graphOf({ nodeSpace, edgeSpace }: Graph, value: unknown, field: string): GraphInstance {
  const features = (space: FeatureSpace, array: unknown, name: string): NumericArray => {
    const { dtype, size } = packingOf(space as Space);
    return numbersOf(space, array, `${field}.${name}`, dtype, size, true);
  };
  const [nodes, edges, links] = listOf({ toString: () => "Graph" }, value, field, 3);
  const bare = edgeSpace === null || edges === null || links === null;
  return {
    nodes: features(nodeSpace, nodes, "nodes"),
    edges: bare ? null : features(edgeSpace, edges, "edges"),
    edgeLinks: bare
      ? null
      : (numbersOf(nodeSpace, links, `${field}.edgeLinks`, "int32", 2, true) as Int32Array),
  };
}

type Named = { toString(): string };

function listOf(space: Named, value: unknown, field: string, length?: number): readonly unknown[] {
  if (Array.isArray(value) && (length === undefined || value.length === length)) return value;
  return refuse(space, value, field);
}

/** @param many whether any multiple of `size` is right */
function numbersOf(
  space: Named,
  value: unknown,
  field: string,
  dtype: StoredDType,
  size: number,
  many = false,
): NumericArray {
  const numbers = flatNumbers(value);
  const fits =
    numbers !== undefined && (many ? numbers.length % Math.max(size, 1) === 0 : numbers.length === size);
  if (!fits) return refuse(space, value, field);
  const target = allocate(dtype, numbers.length);
  target.set(numbers);
  return target;
}

/** Numbers and booleans, alone, in arrays or nested lists; integers beyond ±2^53 are none. */
function flatNumbers(value: unknown): ArrayLike<number> | undefined {
  if (typeof value === "number" || typeof value === "boolean") return [Number(value)];
  if (value instanceof BigInt64Array || value instanceof BigUint64Array) return undefined;
  if (ArrayBuffer.isView(value)) return value as NumericArray;
  if (!Array.isArray(value)) return undefined;
  const entries = value.flat(Infinity).map((entry) => (typeof entry === "boolean" ? Number(entry) : entry));
  return entriesOf(entries, [entries.length]);
}

function refuse(space: Named, value: unknown, field: string): never {
  throw new InvalidResultError(field, value, `a value of ${space}`);
}
