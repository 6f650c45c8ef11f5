import {
  Box,
  Dict,
  Discrete,
  Graph,
  InvalidSpaceError,
  MultiBinary,
  MultiDiscrete,
  OneOf,
  packingOf,
  Sequence,
  type Space,
  Text,
  Tuple,
} from "gymnasium-js";
import { describe, expect, test } from "vitest";

const float32 = new Box(0, 1, { shape: [2] });
const float64 = new Box(0, 1, { dtype: "float64" });
const bytes = new Box(0, 255, { shape: [2, 2], dtype: "uint8" });
const long = (low: number, high: number) => new Box(low, high, { dtype: "int64" });
const half = new Box(0, 1, { dtype: "float16" });
const words = new Box(0, 2 ** 32 - 1, { dtype: "uint32" });

describe("the dtype of a batch", () => {
  test.each<[string, readonly Space[], number]>([
    ["int32", [new Discrete(5)], 1],
    ["int32", [new MultiDiscrete([2, 3])], 2],
    ["int8", [new MultiBinary([2, 3])], 6],
    ["uint8", [bytes], 4],
    ["int32", [], 0],
    ["uint8", [bytes, bytes], 8],
    ["int8", [new MultiBinary(2), new MultiBinary(1)], 3],
    ["int32", [bytes, new MultiBinary(2)], 6],
    ["int32", [new Box(0, 9, { dtype: "uint32" }), new Discrete(3)], 2],
    ["float64", [words, new Discrete(3)], 2],
    ["float32", [float32, bytes], 6],
    ["float32", [float32, new Discrete(2 ** 24 + 1)], 3],
    ["float64", [float32, new Discrete(2 ** 24 + 2)], 3],
    ["float64", [float32, new MultiDiscrete([2], { start: [-(2 ** 24) - 1] })], 3],
    ["float64", [float32, words], 3],
    ["float64", [float32, float64], 3],
    ["float64", [float64, bytes], 5],
    ["float32", [new Dict({ a: new Tuple([float32, new Discrete(3)]), b: bytes })], 7],
    ["float64", [new Dict({ a: new Tuple([float32, new Discrete(3)]), b: words })], 4],
    ["float64", [long(0, 9)], 1],
    ["float64", [long(0, 9), long(-9, 9)], 2],
    ["float32", [half], 1],
    ["float32", [half, float32], 3],
    ["float32", [half, bytes], 5],
    ["int32", [long(0, 9), bytes], 5],
    ["int32", [new Tuple([long(0, 9), long(0, 9)]), bytes], 6],
    ["float32", [long(0, 9), half], 2],
    ["float64", [long(0, Infinity), half], 2],
    ["float64", [long(0, Infinity), bytes], 5],
    ["float64", [float64, long(0, 9)], 2],
  ])("%s for %s", (dtype, spaces, size) => {
    const packing = packingOf(spaces.length === 1 ? spaces[0]! : new Tuple(spaces));
    expect([packing.dtype, packing.size]).toEqual([dtype, size]);
  });
});

test("parts lie one after the other: a Dict's in the order of its keys", () => {
  const space = new Dict({ z: new Discrete(9, { start: 5 }), a: new Tuple([new MultiBinary(2), float32]) });
  const { pack, unpack } = packingOf(space);
  const batch = new Float32Array(7);
  pack({ z: 7, a: [Int8Array.of(1, 0), Float32Array.of(0.5, 0.25)] }, batch, 1);
  expect(Array.from(batch)).toEqual([0, 1, 0, 0.5, 0.25, 7, 0]);
  const value = unpack(batch, 1);
  batch.fill(9);
  expect(value).toStrictEqual({ a: [Int8Array.of(1, 0), Float32Array.of(0.5, 0.25)], z: 7 });
});

test("lists pack as they are contained: nested by shape", () => {
  const batch = new Uint8Array(4);
  packingOf(bytes as Space).pack(
    [
      [1, 2],
      [3, 4],
    ],
    batch,
    0,
  );
  expect(Array.from(batch)).toEqual([1, 2, 3, 4]);
});

test.each<[string, Space, unknown]>([
  ["too short", float32, Float32Array.of(1)],
  ["too long", float32, Float32Array.of(1, 2, 3)],
  ["flat list of a matrix", bytes, [1, 2, 3, 4]],
  ["missing", float32, undefined],
  ["no number", new Discrete(3), "1"],
  ["too few parts", new Tuple([float32, float32]), [Float32Array.of(1, 2)]],
  ["no list", new Tuple([float32]), null],
  ["a key missing", new Dict({ a: float32, b: float32 }), { a: Float32Array.of(1, 2) }],
  ["no object", new Dict({ a: float32 }), undefined],
])("refuses a value: %s", (_what, space, value) => {
  const { pack } = packingOf(space);
  expect(() => pack(value, new Float32Array(9), 0)).toThrow(InvalidSpaceError);
});

test.each([
  new Text(3),
  new Sequence(float32),
  new Graph(float32, null),
  new OneOf([float32]),
  new Tuple([float32, new Text(3)]),
  new Dict({ a: new Sequence(float32) }),
  new Discrete(2 ** 31 + 1),
])("refuses %s and says what to do", (space) => {
  expect(() => packingOf(space as Space)).toThrow(InvalidSpaceError);
  expect(() => packingOf(space as Space)).toThrow(/is not allowed; use /);
});
