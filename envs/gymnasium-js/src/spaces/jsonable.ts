import { InvalidArgumentError, InvalidSpaceError } from "../errors.js";
import type { NumericArray } from "../vector-env.js";
import type { Box } from "./box.js";
import type { Dict } from "./dict.js";
import { allocate, dtypeOf, STORAGE, type StoredDType } from "./dtype.js";
import { type FeatureSpace, featureSize, type Graph, type GraphInstance } from "./graph.js";
import { numbersFromJson, numberToJson } from "./json-number.js";
import type { MultiBinary } from "./multi-binary.js";
import type { MultiDiscrete } from "./multi-discrete.js";
import { entriesOf, sizeOf } from "./nested.js";
import type { OneOf } from "./one-of.js";
import type { Sequence } from "./sequence.js";
import type { Space } from "./space.js";
import type { Tuple } from "./tuple.js";

/**
 * A value in plain JSON that `fromJsonable` takes back without loss: arrays as flat lists in C
 * order, "inf", "-inf", "nan" and "-0" as strings, values of a Dict by key, of a Graph by field.
 * Values outside the bounds are carried too.
 *
 * @throws InvalidArgumentError when the value has not the form of the space's
 * @throws InvalidSpaceError for a kind of space that is not of this package
 */
export function toJsonable<T>(space: Space<T>, value: T): unknown {
  return encode(space, value);
}

/**
 * The value of its JSON. Integers beyond 2^53 − 1 are refused: JSON does not carry them exactly.
 *
 * @throws InvalidArgumentError when the JSON has not the form of the space's values
 * @throws InvalidSpaceError for a kind of space that is not of this package
 */
export function fromJsonable<T>(space: Space<T>, json: unknown): T {
  return decode(space, json) as T;
}

function encode(space: Space, value: unknown): unknown {
  switch (space.kind) {
    case "Discrete":
      return wholeNumber(value);
    case "Text":
      return text(value);
    case "Box":
    case "MultiDiscrete":
    case "MultiBinary": {
      const numbers = entriesOf(value, space.shape);
      if (numbers === undefined)
        throw new InvalidArgumentError("value", value, `${sizeOf(space.shape)} numbers`);
      return numbers.map(numberToJson);
    }
    case "Tuple":
      return partsOf(space as Tuple, value).map((part, i) => encode((space as Tuple).spaces[i]!, part));
    case "Dict":
      return byKey(space as Dict, value, encode);
    case "OneOf": {
      const [index, part, inner] = branchOf(space as OneOf, value);
      return [index, encode(part, inner)];
    }
    case "Sequence": {
      const elements = (space as Sequence).elements(value);
      if (elements === undefined) throw new InvalidArgumentError("value", value, `a value of ${space}`);
      return elements.map((element) => encode((space as Sequence).space, element));
    }
    case "Graph":
      return encodeGraph(value);
    default:
      throw unknownKind(space);
  }
}

function decode(space: Space, json: unknown): unknown {
  switch (space.kind) {
    case "Discrete":
      return wholeNumber(json);
    case "Text":
      return text(json);
    case "Box":
      return numbers(json, (space as Box).dtype, (space as Box).size);
    case "MultiDiscrete":
      return numbers(json, "int32", (space as MultiDiscrete).size);
    case "MultiBinary":
      return numbers(json, "int8", (space as MultiBinary).size);
    case "Tuple":
      return partsOf(space as Tuple, json).map((part, i) => decode((space as Tuple).spaces[i]!, part));
    case "Dict":
      return byKey(space as Dict, json, decode);
    case "OneOf": {
      const [index, part, inner] = branchOf(space as OneOf, json);
      return [index, decode(part, inner)];
    }
    case "Sequence": {
      if (!Array.isArray(json)) throw new InvalidArgumentError("value", json, "a list of elements");
      const sequence = space as Sequence;
      return sequence.fromElements(json.map((element) => decode(sequence.space, element)));
    }
    case "Graph":
      return decodeGraph(space as Graph, json);
    default:
      throw unknownKind(space);
  }
}

function unknownKind(space: Space): InvalidSpaceError {
  return new InvalidSpaceError("space", `${space}`, "a space of this package: others have no JSON form");
}

function wholeNumber(value: unknown): number {
  if (Number.isSafeInteger(value)) return value as number;
  throw new InvalidArgumentError("value", value, "an integer within ±(2^53 − 1)");
}

function text(value: unknown): string {
  if (typeof value === "string") return value;
  throw new InvalidArgumentError("value", value, "a string");
}

function numbers(json: unknown, dtype: StoredDType, size?: number): NumericArray {
  const values = numbersFromJson(json, "value");
  if (size !== undefined && values.length !== size) {
    throw new InvalidArgumentError("value", json, `${size} numbers`);
  }
  const { kind, min, max } = STORAGE[dtype];
  for (const value of values) {
    if (kind !== "float" && !(Number.isInteger(value) && value >= min && value <= max)) {
      throw new InvalidArgumentError("value", value, `an integer of ${dtype}`);
    }
  }
  const array = allocate(dtype, values.length);
  array.set(values);
  return array;
}

function partsOf({ spaces }: Tuple, value: unknown): readonly unknown[] {
  if (Array.isArray(value) && value.length === spaces.length) return value;
  throw new InvalidArgumentError("value", value, `a list of ${spaces.length} values`);
}

function byKey(
  { keys, spaces }: Dict,
  value: unknown,
  map: (space: Space, part: unknown) => unknown,
): Readonly<Record<string, unknown>> {
  const object = typeof value === "object" && value !== null;
  if (!object || !keys.every((key) => Object.hasOwn(value, key))) {
    throw new InvalidArgumentError("value", value, `an object with the keys ${keys.join(", ")}`);
  }
  const parts = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(keys.map((key) => [key, map(spaces[key]!, parts[key])]));
}

function branchOf({ spaces }: OneOf, value: unknown): readonly [number, Space, unknown] {
  if (Array.isArray(value) && value.length === 2) {
    const index = value[0] as unknown;
    const part = typeof index === "number" ? spaces[index] : undefined;
    if (part !== undefined) return [index as number, part, value[1]];
  }
  throw new InvalidArgumentError("value", value, `[0 … ${spaces.length - 1}, value]`);
}

function encodeGraph(value: unknown): Readonly<Record<keyof GraphInstance, unknown>> {
  const list = (field: keyof GraphInstance): unknown => {
    const array = (value as Partial<GraphInstance> | null)?.[field];
    if (array === null && field !== "nodes") return null;
    if (dtypeOf(array) !== undefined) return Array.from(array as NumericArray, numberToJson);
    throw new InvalidArgumentError(`value.${field}`, array, "a typed array");
  };
  return { nodes: list("nodes"), edges: list("edges"), edgeLinks: list("edgeLinks") };
}

function decodeGraph({ nodeSpace, edgeSpace }: Graph, json: unknown): GraphInstance {
  const fields = json as Partial<Record<keyof GraphInstance, unknown>> | null;
  const { nodes, edges, edgeLinks } = fields ?? {};
  const decoded = {
    nodes: features(nodeSpace, nodes),
    edges: edges === null || edgeSpace === null ? null : features(edgeSpace, edges),
    edgeLinks: edgeLinks === null ? null : (numbers(edgeLinks, "int32") as Int32Array),
  };
  if ((decoded.edges === null) === (decoded.edgeLinks === null)) return decoded;
  throw new InvalidArgumentError("value", json, "edges and edgeLinks together, or null for both");
}

function features(space: FeatureSpace, json: unknown): NumericArray {
  const array = numbers(json, space.kind === "Box" ? space.dtype : "int32");
  if (array.length % featureSize(space) === 0) return array;
  throw new InvalidArgumentError("value", json, `a multiple of ${featureSize(space)} numbers`);
}
