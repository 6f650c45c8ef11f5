import {
  Box,
  Dict,
  Discrete,
  type FlatValue,
  flatdim,
  flatten,
  flattenSpace,
  Graph,
  InvalidArgumentError,
  InvalidSpaceError,
  isFlattenable,
  MultiDiscrete,
  OneOf,
  Sequence,
  type Space,
  Text,
  Tuple,
  unflatten,
} from "gymnasium-js";
import { expect, test } from "vitest";

const pair = new Box(0, 1, { shape: [2] });

test("where a Graph or a Sequence lies in the space, its structure stays", () => {
  const space = new Dict({
    graph: new Graph(new Discrete(3, { start: 1 }), pair),
    list: new Sequence(new Discrete(2)),
    batch: new Sequence<number, Int32Array>(new Discrete(2), { stack: true }),
    plain: new Tuple([new Discrete(2), pair]),
  });
  expect(isFlattenable(space)).toBe(false);
  expect(() => flatdim(space)).toThrow(InvalidSpaceError);
  expect(`${flattenSpace(space)}`).toBe(
    "Dict('batch': Sequence(Box(0, 1, (2,), int32), stack=True), " +
      "'graph': Graph(Box(0, 1, (3,), int32), Box(0.0, 1.0, (2,), float32)), " +
      "'list': Sequence(Box(0, 1, (2,), int32), stack=False), 'plain': Box(0.0, 1.0, (4,), float64))",
  );
  const value = {
    graph: { nodes: Int32Array.of(3, 1), edges: Float32Array.of(0.5, 1), edgeLinks: Int32Array.of(0, 1) },
    list: [1, 0],
    batch: Int32Array.of(1, 0),
    plain: [1, Float32Array.of(0.5, 0.25)] as const,
  };
  const flat = flatten(space, value);
  expect(flat).toStrictEqual({
    graph: { ...value.graph, nodes: Int32Array.of(0, 0, 1, 1, 0, 0) },
    list: [Int32Array.of(0, 1), Int32Array.of(1, 0)],
    batch: Int32Array.of(0, 1, 1, 0),
    plain: Float64Array.of(0, 1, 0.5, 0.25),
  });
  expect(unflatten(space, flat)).toStrictEqual(value);
});

test("dtypes are promoted as NumPy does, int64 kept as int32 where that holds it", () => {
  const box = (dtype: "uint8" | "int8" | "uint32" | "uint64" | "float16" | "float32" | "bool") =>
    new Box(0, 1, { dtype });
  const dtypeOf = (...spaces: Space[]) => flattenSpace(new Tuple(spaces)).dtype;
  expect(dtypeOf(box("uint8"), box("int8"))).toBe("int16");
  expect(dtypeOf(box("uint8"), box("float32"))).toBe("float32");
  expect(dtypeOf(box("uint32"), box("float32"))).toBe("float64");
  expect(dtypeOf(box("bool"), box("int8"))).toBe("int8");
  expect(dtypeOf(box("uint32"), box("int8"))).toBe("int32");
  expect(dtypeOf(new Box(0, 2 ** 32 - 1, { dtype: "uint32" }), new Discrete(2))).toBe("int64");
  expect(dtypeOf(box("float16"), box("int8"))).toBe("float16");
  expect(dtypeOf(box("float16"), box("uint32"))).toBe("float64");
  expect(dtypeOf(box("uint64"), box("uint8"))).toBe("uint64");
  expect(dtypeOf(box("uint64"), box("int8"))).toBe("float64");
  expect(dtypeOf(new Text(2), box("float32"))).toBe("float64");
  expect(dtypeOf()).toBe("float64");
});

test("an int64 Box stays unbounded when it is flattened; in a Graph too", () => {
  const wide = new Box(-Infinity, Infinity, { dtype: "int64" });
  const flat = flattenSpace(wide) as Box;
  expect([flat.dtype, flat.boundedBelow[0], flat.boundedAbove[0]]).toEqual(["int64", 0, 0]);
  const narrow = new Graph(new Box(0, 9, { dtype: "int64" }), null);
  const value = { nodes: Float64Array.of(3, 1), edges: null, edgeLinks: null };
  const vectors = flatten(narrow, value);
  expect(vectors).toStrictEqual({ ...value, nodes: Int32Array.of(3, 1) });
  expect(flattenSpace(narrow).contains(vectors)).toBe(true);
  expect(unflatten(narrow, vectors)).toStrictEqual(value);
});

test.each<[string, Space, unknown]>([
  ["outside a Discrete space", new Discrete(2), 2],
  ["no number", new Discrete(2), undefined],
  ["outside a MultiDiscrete space", new MultiDiscrete([2, 2]), [0, 2]],
  ["too short", new MultiDiscrete([2, 2]), [0]],
  ["outside a Text", new Text(2, { charset: "a" }), "b"],
  ["too few parts", new Tuple([pair, pair]), [[0, 1]]],
  ["no such branch", new OneOf([pair]), [1, [0, 1]]],
  ["no object", new Dict({ a: pair }), null],
  ["no list", new Sequence(pair), 3],
])("refuses to flatten: %s", (_what, space, value) => {
  expect(() => flatten(space, value)).toThrow(InvalidArgumentError);
});

test.each<[string, Space, FlatValue]>([
  ["nothing hot", new Discrete(2), Int32Array.of(0, 0)],
  ["nothing hot for an entry", new MultiDiscrete([2, 2]), Int32Array.of(0, 1, 0, 0)],
  ["wrong length", pair, Float32Array.of(0)],
  ["no array", pair, []],
  ["no such branch", new OneOf([pair]), Float32Array.of(1, 0, 0)],
])("refuses to unflatten: %s", (_what, space, flat) => {
  expect(() => unflatten(space, flat)).toThrow(InvalidArgumentError);
});

test("refuses a OneOf of what has no vectors, and foreign spaces", () => {
  const space = new OneOf([new Sequence(pair)]);
  for (const use of [() => flattenSpace(space), () => flatten(space, [0, []]), () => flatdim(space)]) {
    expect(use).toThrow(InvalidSpaceError);
  }
  expect(() => flattenSpace({ ...pair, kind: "Mine" } as unknown as Space)).toThrow(InvalidSpaceError);
});
