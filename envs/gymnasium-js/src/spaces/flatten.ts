import { InvalidArgumentError } from "../errors.js";
import type { NumericArray } from "../vector-env.js";
import type { Box } from "./box.js";
import { Dict } from "./dict.js";
import { allocate, dtypeOf, type StoredDType } from "./dtype.js";
import { flatteningOf, isFlattenable, zeros } from "./flattening.js";
import { type FeatureSpace, featureSize, Graph, type GraphInstance } from "./graph.js";
import { Sequence } from "./sequence.js";
import type { Space } from "./space.js";
import { Tuple } from "./tuple.js";

/** A vector; or, where a Sequence or a Graph lies in the space, the same structure with vectors for its parts. */
export type FlatValue =
  | NumericArray
  | readonly FlatValue[]
  | { readonly [key: string]: FlatValue }
  | GraphInstance;

export { isFlattenable };

/**
 * Numbers of a flattened value (gymnasium/spaces/utils.py): n for Discrete, the sum of nvec for
 * MultiDiscrete, maxLength for Text, one more than its largest part for OneOf.
 *
 * @throws InvalidSpaceError unless `isFlattenable(space)`
 */
export function flatdim(space: Space): number {
  return flatteningOf(space).box.size;
}

/**
 * The space of flattened values: a one-dimensional Box, or, where a Sequence or a Graph lies in the
 * space, the same structure with such Boxes. The dtype is NumPy's promotion of the parts', but int64
 * is kept as int32 where that holds the bounds.
 */
export function flattenSpace(space: Space): Space {
  if (isFlattenable(space)) return flatteningOf(space).box;
  switch (space.kind) {
    case "Tuple":
      return new Tuple((space as Tuple).spaces.map(flattenSpace));
    case "Dict": {
      const { keys, spaces } = space as Dict;
      return new Dict(keys.map((key) => [key, flattenSpace(spaces[key]!)] as const));
    }
    case "Sequence":
      return new Sequence(flattenSpace((space as Sequence).space), { stack: (space as Sequence).stack });
    case "Graph": {
      const { nodeSpace, edgeSpace } = space as Graph;
      return new Graph(flatteningOf(nodeSpace).box, edgeSpace === null ? null : flatteningOf(edgeSpace).box);
    }
    default:
      return flatteningOf(space).box;
  }
}

/**
 * A value as a vector in the dtype of `flattenSpace(space)`: one-hot for Discrete and MultiDiscrete,
 * parts one after the other in the order of Tuple and of Dict's `keys`.
 *
 * @throws InvalidArgumentError or InvalidSpaceError when the value has not the form of the space's
 */
export function flatten<T>(space: Space<T>, value: T): FlatValue {
  return flattenAny(space, value);
}

function flattenAny(space: Space, value: unknown): FlatValue {
  if (isFlattenable(space)) {
    const flattening = flatteningOf(space);
    const flat = zeros(flattening);
    flattening.write(value, flat, 0);
    return flat;
  }
  switch (space.kind) {
    case "Tuple":
      return (space as Tuple).spaces.map((part, i) => flattenAny(part, (value as readonly unknown[])[i]));
    case "Dict": {
      const { keys, spaces } = space as Dict;
      const values = value as Readonly<Record<string, unknown>>;
      return Object.fromEntries(keys.map((key) => [key, flattenAny(spaces[key]!, values[key])]));
    }
    case "Sequence":
      return mapElements(space as Sequence, flattenSpace(space) as Sequence, value, flattenAny) as FlatValue;
    case "Graph":
      return mapFeatures(space as Graph, value as GraphInstance, flattenFeatures);
    default:
      // Refuses with the reason.
      return flatteningOf(space).box.low;
  }
}

/**
 * The value that was flattened. Of other vectors the first entry that is not 0 counts as the hot one.
 *
 * @throws InvalidArgumentError when nothing is hot, or the flat value has not the form of the space's
 */
export function unflatten<T>(space: Space<T>, flat: FlatValue): T {
  return unflattenAny(space, flat) as T;
}

function unflattenAny(space: Space, flat: unknown): unknown {
  if (isFlattenable(space)) {
    const flattening = flatteningOf(space);
    const { size } = flattening.box;
    if (dtypeOf(flat) === undefined || (flat as NumericArray).length !== size) {
      throw new InvalidArgumentError("flat value", flat, `a typed array of ${size} numbers`);
    }
    return flattening.read(flat as NumericArray, 0);
  }
  switch (space.kind) {
    case "Tuple":
      return (space as Tuple).spaces.map((part, i) => unflattenAny(part, (flat as readonly unknown[])[i]));
    case "Dict": {
      const { keys, spaces } = space as Dict;
      const values = flat as Readonly<Record<string, unknown>>;
      return Object.fromEntries(keys.map((key) => [key, unflattenAny(spaces[key]!, values[key])]));
    }
    case "Sequence": {
      const { space: feature } = space as Sequence;
      return mapElements(flattenSpace(space) as Sequence, space as Sequence, flat, (_flat, element) =>
        unflattenAny(feature, element),
      );
    }
    case "Graph":
      return mapFeatures(space as Graph, flat as GraphInstance, unflattenFeatures);
    default:
      return flatteningOf(space);
  }
}

function mapElements(
  from: Sequence,
  to: Sequence,
  value: unknown,
  map: (space: Space, element: unknown) => unknown,
): unknown {
  const elements = from.elements(value);
  if (elements === undefined) throw new InvalidArgumentError("value", value, `a value of ${from}`);
  return to.fromElements(elements.map((element) => map(from.space, element)));
}

function mapFeatures(
  { nodeSpace, edgeSpace }: Graph,
  { nodes, edges, edgeLinks }: GraphInstance,
  map: (space: FeatureSpace, features: NumericArray) => NumericArray,
): GraphInstance {
  return {
    nodes: map(nodeSpace, nodes),
    edges: edges === null || edgeSpace === null ? null : map(edgeSpace, edges),
    edgeLinks,
  };
}

function flattenFeatures(space: FeatureSpace, features: NumericArray): NumericArray {
  const flattening = flatteningOf(space);
  const { dtype, size } = flattening.box;
  if (space.kind === "Box") return copied(features, dtype);
  const flat = allocate(dtype, features.length * size);
  for (let i = 0; i < features.length; i++) flattening.write(features[i], flat, i * size);
  return flat;
}

function unflattenFeatures(space: FeatureSpace, flat: NumericArray): NumericArray {
  if (space.kind === "Box") return copied(flat, space.dtype);
  const flattening = flatteningOf(space);
  const { size } = flattening.box as Box;
  const features = new Int32Array((flat.length / size) * featureSize(space));
  for (let i = 0; i < features.length; i++) features[i] = flattening.read(flat, i * size) as number;
  return features;
}

function copied(numbers: NumericArray, dtype: StoredDType): NumericArray {
  const copy = allocate(dtype, numbers.length);
  copy.set(numbers);
  return copy;
}
