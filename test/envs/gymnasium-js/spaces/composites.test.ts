import {
  Box,
  Dict,
  Discrete,
  Graph,
  type GraphInstance,
  InvalidArgumentError,
  InvalidSeedError,
  InvalidSpaceError,
  MultiBinary,
  MultiDiscrete,
  type NumericArray,
  OneOf,
  Sequence,
  type Space,
  Text,
  Tuple,
} from "gymnasium-js";
import { describe, expect, expectTypeOf, test } from "vitest";

const unit = new Box(0, 1, { shape: [2] });

describe("types", () => {
  test("values of composite spaces are typed by their parts", () => {
    const tuple = new Tuple([new Discrete(2), unit]);
    expectTypeOf(tuple.sample()).toEqualTypeOf<readonly [number, NumericArray]>();
    const dict = new Dict({ a: new Discrete(2), b: new Dict({ c: new MultiBinary(3) }) });
    expectTypeOf(dict.sample().a).toEqualTypeOf<number>();
    expectTypeOf(dict.sample().b.c).toEqualTypeOf<Int8Array>();
    expectTypeOf(new Sequence(new Text(3)).sample()).toEqualTypeOf<readonly string[]>();
    expectTypeOf(new OneOf([new Discrete(2), new Text(3)]).sample()).toEqualTypeOf<
      readonly [index: number, value: string | number]
    >();
    expectTypeOf(new Graph(unit, null).sample()).toEqualTypeOf<GraphInstance>();
    expectTypeOf(tuple).toExtend<Space>();
  });
});

describe("Dict", () => {
  const spaces = { b: new Discrete(2), a: new Discrete(3), "10": new Discrete(4), "9": new Discrete(5) };

  test("sorts the keys of an object, and keeps the order of pairs", () => {
    expect(new Dict(spaces).keys).toEqual(["10", "9", "a", "b"]);
    expect(new Dict(Object.entries(spaces).reverse()).keys).toEqual(["a", "b", "10", "9"]);
    // By code points: UTF-16 units would put the second first.
    expect(new Dict({ "\u{1F600}": unit, "\uFF5E": unit }).keys).toEqual(["\uFF5E", "\u{1F600}"]);
  });

  test("the order decides the seeds, the keys the address", () => {
    const pairs = [
      ["b", new Discrete(1000)],
      ["a", new Discrete(1000)],
    ] as const;
    const kept = new Dict(pairs);
    const sorted = new Dict(Object.fromEntries(pairs));
    const seeds = kept.seed(5);
    expect(sorted.seed(5)).toEqual({ a: seeds.b, b: seeds.a });
  });

  test("contains objects with exactly its keys", () => {
    const dict = new Dict({ a: new Discrete(2), b: unit });
    expect(dict.contains({ b: [0, 1], a: 1 })).toBe(true);
    for (const value of [{ a: 1 }, { a: 1, b: [0, 2] }, { a: 1, b: [0, 1], c: 0 }, [1, [0, 1]], null, 3]) {
      expect(dict.contains(value)).toBe(false);
    }
    expect(new Dict({}).contains({})).toBe(true);
  });

  test("refuses parts that are no spaces, and keys twice", () => {
    expect(() => new Dict({ a: 3 as unknown as Space })).toThrow(/Dict space "a": 3 is not allowed/);
    expect(
      () =>
        new Dict([
          ["a", unit],
          ["a", unit],
        ]),
    ).toThrow(InvalidSpaceError);
  });
});

describe("contains", () => {
  test.each<[Space, readonly unknown[], readonly unknown[]]>([
    [
      new MultiDiscrete([3, 2], { start: [-1, 5] }),
      [[-1, 6], Int32Array.of(1, 5), Uint8Array.of(0, 5)],
      [[-2, 5], [2, 5], [0], [[0, 5]], [0.5, 5], Float32Array.of(0, 5), ["0", 5], 0, null],
    ],
    [
      new MultiDiscrete([
        [1, 2],
        [3, 4],
      ]),
      [
        [
          [0, 1],
          [2, 3],
        ],
        Int32Array.of(0, 1, 2, 3),
      ],
      [
        [0, 1, 2, 3],
        [
          [0, 2],
          [2, 3],
        ],
      ],
    ],
    [
      new MultiBinary([1, 2]),
      [[[0, 1]], Int8Array.of(1, 0), Float64Array.of(0, 1)],
      [[0, 1], [[0, 2]], Int8Array.of(1), 1],
    ],
    [new Tuple([new Discrete(2), unit]), [[1, [0, 1]]], [[2, [0, 1]], [1], [1, [0, 1], 0], { 0: 1 }, null]],
    [
      new Text(3, { minLength: 1, charset: "aé\u{1F600}" }),
      ["a", "\u{1F600}\u{1F600}é"],
      ["", "aaaa", "b", ["a"], 3],
    ],
    [new Sequence(new Discrete(2)), [[], [0, 1, 1]], [[2], "01", Int32Array.of(0, 1), null]],
    [
      new Sequence(unit, { stack: true }),
      [new Float32Array(0), new Float32Array(6)],
      [new Float32Array(3), Float32Array.of(0, 2), [[0, 1]], new Float64Array(2)],
    ],
    [
      new Sequence(new Dict({ a: new Discrete(3), b: new Text(2) }), { stack: true }),
      [{ a: Int32Array.of(1, 2), b: ["x", "yy"] }],
      [{ a: Int32Array.of(1, 2), b: ["x"] }, { a: Int32Array.of(1) }, { a: Int32Array.of(3), b: ["x"] }],
    ],
    [
      new OneOf([new Discrete(2), unit]),
      [
        [0, 1],
        [1, [0, 1]],
      ],
      [[0, 2], [2, 0], [-1, 0], ["0", 1], [0.5, 0], [0], 0],
    ],
    [
      new Graph(unit, new Discrete(2)),
      [
        { nodes: new Float32Array(4), edges: Int32Array.of(1), edgeLinks: Int32Array.of(1, 0) },
        { nodes: new Float32Array(2), edges: null, edgeLinks: null },
      ],
      [
        { nodes: new Float32Array(3), edges: null, edgeLinks: null },
        { nodes: new Float32Array(4), edges: Int32Array.of(2), edgeLinks: Int32Array.of(1, 0) },
        { nodes: new Float32Array(4), edges: Int32Array.of(1), edgeLinks: Int32Array.of(2, 0) },
        { nodes: new Float32Array(4), edges: Int32Array.of(1), edgeLinks: Int32Array.of(1) },
        { nodes: new Float32Array(4), edges: Int32Array.of(1), edgeLinks: null },
        { nodes: new Float32Array(4) },
        null,
      ],
    ],
  ])("%s", (space, inside, outside) => {
    for (const value of inside) expect(space.contains(value)).toBe(true);
    for (const value of outside) expect(space.contains(value)).toBe(false);
  });
});

describe("masks", () => {
  test.each<[string, () => unknown]>([
    ["a Box has none", () => unit.sample([1, 1] as unknown as null)],
    ["not both", () => new Discrete(2).sample([1, 1], [0.5, 0.5])],
    ["length", () => new Discrete(2).sample([1])],
    ["entries", () => new Discrete(2).sample([1, 2])],
    ["sum of probabilities", () => new Discrete(2).sample(null, [0.5, 0.6])],
    ["negative probability", () => new Discrete(2).sample(null, [-0.5, 1.5])],
    [
      "nesting",
      () =>
        new MultiDiscrete([[2], [2]]).sample([
          [1, 1],
          [1, 1],
        ]),
    ],
    [
      "an entry's length",
      () =>
        new MultiDiscrete([2, 3]).sample([
          [1, 1],
          [1, 1],
        ]),
    ],
    ["0, 1 or 2", () => new MultiBinary(2).sample([0, 3])],
    ["chances", () => new MultiBinary(2).sample(null, [0, 1.5])],
    ["parts of a Tuple", () => new Tuple([new Discrete(2)]).sample([null, null])],
    ["keys of a Dict", () => new Dict({ a: new Discrete(2) }).sample({ b: null })],
    ["length of a text", () => new Text(3).sample([4, null])],
    ["no character", () => new Text(3, { charset: "ab" }).sample([null, [0, 0]])],
    ["lengths of a sequence", () => new Sequence(new Discrete(2)).sample([[1, -1], null])],
    ["parts of a OneOf", () => new OneOf([new Discrete(2)]).sample([])],
    ["nodes", () => new Graph(unit, null).sample(null, null, 0)],
    ["edges", () => new Graph(unit, null).sample(null, null, 2, -1)],
    ["a graph's Box", () => new Graph(unit, null).sample([[[1, 1]], null], null, 1)],
  ])("refuses: %s", (_what, sample) => {
    expect(sample).toThrow(InvalidArgumentError);
  });

  test("the sentence names field, value and what is allowed", () => {
    expect(() => new Discrete(2).sample([1, 2])).toThrow(
      "mask: [1,2] is not allowed; use 2 numbers, each one of 0, 1.",
    );
  });
});

describe("seeds", () => {
  const tuple = new Tuple([new Discrete(9), new OneOf([unit, new Discrete(3)])]);

  test("lists seed the parts alone", () => {
    expect(tuple.seed([1n, [2, 3, 4]])).toEqual([1n, [2, 3, 4]]);
    const alone = new Discrete(9, { seed: 1 });
    expect(tuple.sample()[0]).toBe(alone.sample());
  });

  test.each<[string, () => unknown]>([
    ["negative", () => tuple.seed(-1)],
    ["too few", () => tuple.seed([1])],
    ["a list for a leaf", () => new Discrete(2).seed([1])],
    ["other keys", () => new Dict({ a: unit }).seed({ b: 1 })],
    ["a list for a Dict", () => new Dict({ a: unit }).seed([1])],
    ["three for a Sequence", () => new Sequence(unit).seed([1, 2, 3])],
    ["three for a Graph without edges", () => new Graph(unit, null).seed([1, 2, 3])],
    ["in the constructor", () => new Graph(unit, null, { seed: 0.5 })],
  ])("refuses: %s", (_what, seed) => {
    expect(seed).toThrow(InvalidSeedError);
  });
});

test("a Graph's Discrete features begin at their start", () => {
  const graph = new Graph(new Discrete(2, { start: 40 }), new Discrete(2, { start: -7 }), { seed: 3 });
  const { nodes, edges } = graph.sample(null, null, 30, 30);
  expect([...new Set(nodes)].sort()).toEqual([40, 41]);
  expect([...new Set(edges)].sort()).toEqual([-6, -7]);
});

test.each<[string, () => unknown]>([
  ["MultiDiscrete of no values", () => new MultiDiscrete([0])],
  ["MultiDiscrete of fractions", () => new MultiDiscrete([1.5])],
  ["MultiDiscrete beyond 32 bits", () => new MultiDiscrete([2], { start: [2 ** 31 - 1] })],
  ["MultiDiscrete beyond its dtype", () => new MultiDiscrete([300], { dtype: "uint8" })],
  ["MultiDiscrete of floats", () => new MultiDiscrete([3], { dtype: "float32" as "int32" })],
  ["start of another shape", () => new MultiDiscrete([3, 3], { start: [0] })],
  ["ragged nvec", () => new MultiDiscrete([[1, 2], [3]])],
  ["MultiBinary of none", () => new MultiBinary(0)],
  ["Tuple of a number", () => new Tuple([3 as unknown as Space])],
  ["OneOf of none", () => new OneOf([])],
  ["Text with a character twice", () => new Text(3, { charset: "aa" })],
  ["Text without characters", () => new Text(3, { charset: "" })],
  ["Text shorter than its least", () => new Text(1, { minLength: 2 })],
  ["Text of negative length", () => new Text(1, { minLength: -1 })],
  ["Sequence of nothing", () => new Sequence(undefined as unknown as Space)],
  ["stacked values without numbers", () => new Sequence(new Tuple([]), { stack: true })],
  ["Graph of texts", () => new Graph(new Text(3) as unknown as Box, null)],
  ["Graph of empty features", () => new Graph(new Box(0, 1, { shape: [0] }), null)],
])("refuses: %s", (_what, make) => {
  expect(make).toThrow(InvalidSpaceError);
});
