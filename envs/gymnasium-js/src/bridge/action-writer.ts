import { InvalidActionError } from "../errors.js";
import type { Dict } from "../spaces/dict.js";
import { dtypeOf } from "../spaces/dtype.js";
import type { Graph, GraphInstance } from "../spaces/graph.js";
import { entriesOf } from "../spaces/nested.js";
import type { OneOf } from "../spaces/one-of.js";
import { packingOf } from "../spaces/packing.js";
import type { Sequence } from "../spaces/sequence.js";
import type { Space } from "../spaces/space.js";
import type { Tuple } from "../spaces/tuple.js";
import type { NumericArray } from "../vector-env.js";
import { padded } from "./protocol.js";

type Node = readonly unknown[];

/** A tree that the receiver need not keep. */
const UNCACHED = 0xffffffff;

/**
 * An action as a typed value. Its arrays have the dtype that holds them here; the server converts them.
 *
 * @throws InvalidActionError when it is not in the space; of a Box only the size is looked at
 */
export function typedAction(space: Space, action: unknown): Uint8Array {
  const data: Uint8Array[] = [];
  let node: Node;
  try {
    node = write(space, action, data);
  } catch (error) {
    if (error instanceof NotInSpace) throw new InvalidActionError(action, `${space}`);
    throw error;
  }
  const tree = new TextEncoder().encode(JSON.stringify(node));
  const start = padded(8 + tree.length);
  const bytes = new Uint8Array(data.reduce((sum, part) => sum + padded(part.length), start));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, UNCACHED, true);
  view.setUint32(4, tree.length, true);
  bytes.set(tree, 8);
  let at = start;
  for (const part of data) {
    bytes.set(part, at);
    at += padded(part.length);
  }
  return bytes;
}

class NotInSpace extends Error {}

function refuse(): never {
  throw new NotInSpace();
}

function write(space: Space, value: unknown, data: Uint8Array[]): Node {
  switch (space.kind) {
    case "Discrete":
      return space.contains(value) ? integer(value as number, data) : refuse();
    case "Text":
      return space.contains(value) ? ["c", value] : refuse();
    case "MultiDiscrete":
    case "MultiBinary":
      return space.contains(value) ? array(packed(space, value), space.shape, data) : refuse();
    case "Box":
      return array(packed(space, value), space.shape, data);
    case "Tuple": {
      const { spaces } = space as Tuple;
      const values = list(value, spaces.length);
      return ["l", spaces.map((part, i) => write(part, values[i], data))];
    }
    case "Dict":
      return byKey(space as Dict, value, data, write);
    case "OneOf": {
      const [index, inner] = list(value, 2);
      const part = (space as OneOf).spaces[index as number] ?? refuse();
      return ["l", [integer(index as number, data), write(part, inner, data)]];
    }
    case "Sequence": {
      const { space: feature, stack } = space as Sequence;
      if (stack) return writeStacked(feature, value, data);
      return ["l", list(value).map((element) => write(feature, element, data))];
    }
    case "Graph":
      return writeGraph(space as Graph, value, data);
    default:
      return refuse();
  }
}

function writeStacked(space: Space, value: unknown, data: Uint8Array[]): Node {
  switch (space.kind) {
    case "Discrete":
    case "Box":
    case "MultiDiscrete":
    case "MultiBinary":
      return features(space, value, data);
    case "Tuple": {
      const { spaces } = space as Tuple;
      const values = list(value, spaces.length);
      return ["l", spaces.map((part, i) => writeStacked(part, values[i], data))];
    }
    case "Dict":
      return byKey(space as Dict, value, data, writeStacked);
    default:
      return ["l", list(value).map((element) => write(space, element, data))];
  }
}

function writeGraph(space: Graph, value: unknown, data: Uint8Array[]): Node {
  if (!space.contains(value)) refuse();
  const { nodes, edges, edgeLinks } = value as GraphInstance;
  const none: Node = ["c", null];
  const written = [features(space.nodeSpace as Space, nodes, data)];
  if (edges === null || edgeLinks === null) return ["l", [...written, none, none]];
  written.push(features(space.edgeSpace as Space, edges, data));
  return ["l", [...written, array(edgeLinks, [edgeLinks.length / 2, 2], data)]];
}

/** A batch of any number of values of a space of numbers. */
function features(space: Space, value: unknown, data: Uint8Array[]): Node {
  const { size } = packingOf(space);
  if (dtypeOf(value) === undefined || (value as NumericArray).length % size !== 0) refuse();
  const numbers = value as NumericArray;
  return array(numbers, [numbers.length / size, ...space.shape], data);
}

function byKey(
  { keys, spaces }: Dict,
  value: unknown,
  data: Uint8Array[],
  writePart: (space: Space, value: unknown, data: Uint8Array[]) => Node,
): Node {
  if (typeof value !== "object" || value === null) refuse();
  const values = value as Readonly<Record<string, unknown>>;
  if (!keys.every((key) => Object.hasOwn(values, key))) refuse();
  return ["d", keys, keys.map((key) => writePart(spaces[key]!, values[key], data))];
}

function list(value: unknown, length?: number): readonly unknown[] {
  return Array.isArray(value) && (length === undefined || value.length === length) ? value : refuse();
}

function packed(space: Space, value: unknown): NumericArray {
  if (dtypeOf(value) !== undefined) {
    return (value as NumericArray).length === packingOf(space).size ? (value as NumericArray) : refuse();
  }
  const entries = entriesOf(value, space.shape) ?? refuse();
  return Float64Array.from(entries);
}

function integer(value: number, data: Uint8Array[]): Node {
  data.push(new Uint8Array(BigInt64Array.of(BigInt(value)).buffer));
  return ["i"];
}

function array(numbers: NumericArray, shape: readonly number[], data: Uint8Array[]): Node {
  data.push(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
  // "Float32Array" holds what NumPy calls "float32".
  return ["a", numbers.constructor.name.replace("Array", "").toLowerCase(), shape];
}
