import { InvalidArgumentError, InvalidSpaceError } from "../errors.js";
import { Box } from "./box.js";
import { Dict } from "./dict.js";
import { Discrete, type IntegerDType } from "./discrete.js";
import type { StoredDType } from "./dtype.js";
import { type FeatureSpace, Graph } from "./graph.js";
import { type JsonNumber, numberFromJson, numbersFromJson, numberToJson } from "./json-number.js";
import { MultiBinary } from "./multi-binary.js";
import { MultiDiscrete } from "./multi-discrete.js";
import { OneOf } from "./one-of.js";
import { Sequence } from "./sequence.js";
import type { Space } from "./space.js";
import { Text } from "./text.js";
import { Tuple } from "./tuple.js";

/** A space in plain JSON; arrays are flat, C order. Generators are left out. */
export type SpaceDescription =
  | {
      readonly kind: "Box";
      readonly dtype: StoredDType;
      readonly shape: readonly number[];
      /** One number where all are the same; "-inf" also where an integer dtype's bound is infinite. */
      readonly low: JsonNumber | readonly JsonNumber[];
      readonly high: JsonNumber | readonly JsonNumber[];
    }
  | { readonly kind: "Discrete"; readonly n: number; readonly start: number; readonly dtype: IntegerDType }
  | {
      readonly kind: "MultiDiscrete";
      readonly shape: readonly number[];
      readonly nvec: readonly number[];
      readonly start: readonly number[];
      readonly dtype: IntegerDType;
    }
  | { readonly kind: "MultiBinary"; readonly n: number | readonly number[] }
  | {
      readonly kind: "Text";
      readonly minLength: number;
      readonly maxLength: number;
      /** In the order of masks and of flattening. */
      readonly charset: string;
    }
  | { readonly kind: "Tuple"; readonly spaces: readonly SpaceDescription[] }
  | {
      readonly kind: "Dict";
      /** The order of draws and of flattened parts, which a JSON object need not keep. */
      readonly keys: readonly string[];
      readonly spaces: Readonly<Record<string, SpaceDescription>>;
    }
  | { readonly kind: "Sequence"; readonly space: SpaceDescription; readonly stack: boolean }
  | {
      readonly kind: "Graph";
      readonly nodeSpace: SpaceDescription;
      readonly edgeSpace: SpaceDescription | null;
    }
  | { readonly kind: "OneOf"; readonly spaces: readonly SpaceDescription[] };

/**
 * A space in plain JSON, from which `parseSpace` rebuilds it.
 *
 * @throws InvalidSpaceError for a kind of space that is not of this package
 */
export function describeSpace(space: Space): SpaceDescription {
  if (space instanceof Box) return describeBox(space);
  if (space instanceof Discrete) {
    return { kind: "Discrete", n: space.n, start: space.start, dtype: space.dtype };
  }
  if (space instanceof MultiDiscrete) {
    const { shape, dtype } = space;
    return {
      kind: "MultiDiscrete",
      shape,
      nvec: Array.from(space.nvec),
      start: Array.from(space.start),
      dtype,
    };
  }
  if (space instanceof MultiBinary) return { kind: "MultiBinary", n: space.n };
  if (space instanceof Text) {
    const { minLength, maxLength, characters } = space;
    return { kind: "Text", minLength, maxLength, charset: characters.join("") };
  }
  if (space instanceof Tuple || space instanceof OneOf) {
    return { kind: space.kind, spaces: (space.spaces as readonly Space[]).map(describeSpace) };
  }
  if (space instanceof Dict) {
    const parts = space.keys.map((key) => [key, describeSpace(space.spaces[key]!)] as const);
    return { kind: "Dict", keys: space.keys, spaces: Object.fromEntries(parts) };
  }
  if (space instanceof Sequence) {
    return { kind: "Sequence", space: describeSpace(space.space), stack: space.stack };
  }
  if (space instanceof Graph) {
    const { nodeSpace, edgeSpace } = space;
    return {
      kind: "Graph",
      nodeSpace: describeSpace(nodeSpace),
      edgeSpace: edgeSpace === null ? null : describeSpace(edgeSpace),
    };
  }
  throw new InvalidSpaceError("space", `${space}`, "a space of this package: others have no description");
}

function describeBox(box: Box): SpaceDescription {
  const { dtype, shape } = box;
  const bound = (values: ArrayLike<number>, bounded: Uint8Array, infinite: number) => {
    const each = Array.from(values, (value, i) => numberToJson(bounded[i] ? value : infinite));
    return each.length > 0 && each.every((value) => value === each[0]) ? each[0]! : each;
  };
  const low = bound(box.low, box.boundedBelow, -Infinity);
  const high = bound(box.high, box.boundedAbove, Infinity);
  return { kind: "Box", dtype, shape, low, high };
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * The space of a description.
 *
 * @throws InvalidArgumentError or InvalidSpaceError naming the field that is wrong
 */
export function parseSpace(description: unknown): Space {
  return parse(description, "space");
}

function parse(description: unknown, path: string): Space {
  if (typeof description !== "object" || description === null || Array.isArray(description)) {
    throw new InvalidArgumentError(path, description, "an object that describes a space");
  }
  const fields = description as Fields;
  switch (fields.kind) {
    case "Box":
      return parseBox(fields, path);
    case "Discrete":
      return new Discrete(integer(fields.n, `${path}.n`), {
        start: integer(fields.start ?? 0, `${path}.start`),
        dtype: (fields.dtype ?? "int64") as IntegerDType,
      });
    case "MultiDiscrete":
      return parseMultiDiscrete(fields, path);
    case "MultiBinary":
      return new MultiBinary(
        typeof fields.n === "number" ? fields.n : numbersFromJson(fields.n, `${path}.n`),
      );
    case "Text":
      return new Text(integer(fields.maxLength, `${path}.maxLength`), {
        minLength: integer(fields.minLength, `${path}.minLength`),
        charset: string(fields.charset, `${path}.charset`),
      });
    case "Tuple":
      return new Tuple(list(fields.spaces, `${path}.spaces`));
    case "OneOf":
      return new OneOf(list(fields.spaces, `${path}.spaces`));
    case "Dict":
      return parseDict(fields, path);
    case "Sequence":
      return new Sequence(parse(fields.space, `${path}.space`), { stack: fields.stack === true });
    case "Graph": {
      const edges = fields.edgeSpace ?? null;
      return new Graph(
        parse(fields.nodeSpace, `${path}.nodeSpace`) as FeatureSpace,
        edges === null ? null : (parse(edges, `${path}.edgeSpace`) as FeatureSpace),
      );
    }
    default:
      throw new InvalidArgumentError(
        `${path}.kind`,
        fields.kind,
        "Box, Discrete, MultiDiscrete, MultiBinary, Text, Tuple, Dict, Sequence, Graph or OneOf",
      );
  }
}

function parseBox(fields: Fields, path: string): Box {
  const shape = numbersFromJson(fields.shape, `${path}.shape`);
  const bound = (name: "low" | "high"): number | Float64Array => {
    const value = fields[name];
    const field = `${path}.${name}`;
    return Array.isArray(value)
      ? Float64Array.from(numbersFromJson(value, field))
      : numberFromJson(value, field);
  };
  return new Box(bound("low"), bound("high"), { shape, dtype: fields.dtype as StoredDType });
}

function parseMultiDiscrete(fields: Fields, path: string): MultiDiscrete {
  const shape = numbersFromJson(fields.shape, `${path}.shape`);
  const nested = (name: "nvec" | "start") =>
    nest(numbersFromJson(fields[name], `${path}.${name}`), shape, `${path}.${name}`);
  return new MultiDiscrete(nested("nvec"), {
    start: nested("start"),
    dtype: (fields.dtype ?? "int64") as IntegerDType,
  });
}

/** Flat numbers as lists of this shape. */
function nest(values: readonly number[], shape: readonly number[], field: string): readonly unknown[] {
  let level: readonly unknown[] = values;
  for (const side of shape.slice(1).reverse()) {
    const inner = level;
    level = Array.from({ length: inner.length / Math.max(side, 1) }, (_, i) =>
      inner.slice(i * side, (i + 1) * side),
    );
  }
  if (level.length === shape[0] && values.length === shape.reduce((a, b) => a * b, 1)) return level;
  throw new InvalidArgumentError(field, values, `numbers for the shape ${shape.join(" × ")}`);
}

function parseDict({ keys, spaces }: Fields, path: string): Dict {
  if (typeof spaces !== "object" || spaces === null || Array.isArray(spaces)) {
    throw new InvalidArgumentError(`${path}.spaces`, spaces, "an object of spaces by key");
  }
  const known = Object.keys(spaces);
  if (
    !Array.isArray(keys) ||
    keys.length !== known.length ||
    !keys.every((key) => known.includes(key as string))
  ) {
    throw new InvalidArgumentError(`${path}.keys`, keys, `a list of ${known.join(", ")} in their order`);
  }
  return new Dict(
    (keys as string[]).map((key) => [key, parse((spaces as Fields)[key], `${path}.spaces.${key}`)] as const),
  );
}

function list(value: unknown, field: string): readonly Space[] {
  if (!Array.isArray(value)) throw new InvalidArgumentError(field, value, "a list of spaces");
  return value.map((entry, i) => parse(entry, `${field}[${i}]`));
}

function integer(value: unknown, field: string): number {
  if (Number.isSafeInteger(value)) return value as number;
  throw new InvalidArgumentError(field, value, "an integer");
}

function string(value: unknown, field: string): string {
  if (typeof value === "string") return value;
  throw new InvalidArgumentError(field, value, "a string");
}
