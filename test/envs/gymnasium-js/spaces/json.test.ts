import {
  Box,
  Dict,
  Discrete,
  describeSpace,
  fromJsonable,
  Graph,
  InvalidArgumentError,
  InvalidSpaceError,
  MultiBinary,
  OneOf,
  parseSpace,
  Sequence,
  type Space,
  Text,
  Tuple,
  toJsonable,
} from "gymnasium-js";
import { describe, expect, test } from "vitest";

const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe("descriptions", () => {
  test("infinities are strings, equal bounds one number", () => {
    expect(describeSpace(new Box([-Infinity, -4.8], [Infinity, Infinity]))).toEqual({
      kind: "Box",
      dtype: "float32",
      shape: [2],
      low: ["-inf", -4.800000190734863],
      high: "inf",
    });
  });

  test("an integer Box's infinite bounds stay infinite", () => {
    const space = new Box(-Infinity, 5, { dtype: "int8", shape: [] });
    const copy = parseSpace(throughJson(describeSpace(space))) as Box;
    expect([copy.low, copy.boundedBelow, copy.boundedAbove]).toEqual([
      space.low,
      space.boundedBelow,
      space.boundedAbove,
    ]);
  });

  test.each<[number, number, "int64" | "uint64" | "float16", unknown, unknown]>([
    [-(2 ** 63), 7, "int64", "-inf", 7],
    [0, 2 ** 64, "uint64", 0, "inf"],
    [-0.1, Infinity, "float16", -0.0999755859375, "inf"],
  ])("from %d to %d of %s and back", (least, most, dtype, low, high) => {
    const space = new Box(least, most, { dtype, shape: [2] });
    const description = describeSpace(space);
    expect(description).toEqual({ kind: "Box", dtype, shape: [2], low, high });
    const copy = parseSpace(throughJson(description)) as Box;
    expect(copy.low).toEqual(space.low);
    expect(copy.boundedAbove).toEqual(space.boundedAbove);
    expect(`${copy}`).toBe(`${space}`);
  });

  test("the order of a Dict's keys is kept where an object's is not", () => {
    const space = new Dict([
      ["10", new Discrete(2)],
      ["9", new Discrete(3)],
    ]);
    expect((parseSpace(throughJson(describeSpace(space))) as Dict).keys).toEqual(["10", "9"]);
  });

  test.each<[string, unknown, string]>([
    ["nothing", null, "space: null"],
    ["unknown kind", { kind: "Cube" }, "space.kind: Cube"],
    ["n", { kind: "Discrete" }, "space.n: undefined"],
    ["n as text", { kind: "Discrete", n: "3" }, "space.n: 3"],
    ["null bound", { kind: "Box", dtype: "float32", shape: [1], low: [null], high: 1 }, "space.low[0]: null"],
    ["shape", { kind: "Box", dtype: "float32", low: 0, high: 1 }, "space.shape: undefined"],
    ["dtype", { kind: "Box", dtype: "complex64", shape: [1], low: 0, high: 1 }, "Box dtype: complex64"],
    [
      "nvec",
      { kind: "MultiDiscrete", shape: [2, 2], nvec: [1, 2, 3], start: [0, 0, 0] },
      "space.nvec: [1,2,3]",
    ],
    ["parts", { kind: "Tuple", spaces: {} }, "space.spaces: {}"],
    ["a part", { kind: "OneOf", spaces: [{ kind: "Text" }] }, "space.spaces[0].maxLength: undefined"],
    ["keys", { kind: "Dict", keys: ["a"], spaces: {} }, 'space.keys: ["a"]'],
    ["a feature", { kind: "Graph", nodeSpace: { kind: "Text" } }, "space.nodeSpace.maxLength: undefined"],
  ])("refuses: %s", (_what, description, sentence) => {
    expect(() => parseSpace(description)).toThrow(sentence);
  });

  test("refuses a space of someone else's", () => {
    expect(() => describeSpace({ ...new Discrete(2) } as unknown as Space)).toThrow(InvalidSpaceError);
  });
});

describe("values", () => {
  test("what JSON lacks is carried", () => {
    const space = new Box(-Infinity, Infinity, { shape: [5], dtype: "float64" });
    const value = Float64Array.of(Infinity, -Infinity, Number.NaN, -0, 5e-324);
    const json = toJsonable(space, value);
    expect(json).toEqual(["inf", "-inf", "nan", "-0", 5e-324]);
    expect(fromJsonable(space, throughJson(json))).toStrictEqual(value);
  });

  test("values outside the bounds are carried too", () => {
    expect(fromJsonable(new Discrete(2), toJsonable(new Discrete(2), 7))).toBe(7);
  });

  test.each<[string, Space, unknown]>([
    ["a fraction", new Discrete(3), 0.5],
    ["beyond 2^53", new Discrete(3), 2 ** 53],
    ["a null", new Box(0, 1), [null]],
    ["too many", new Box(0, 1), [0, 1]],
    ["a fraction in an int64 Box", new Box(0, 1, { dtype: "int64" }), [0.5]],
    ["beyond 2^53 in an int64 Box", new Box(0, 1, { dtype: "int64" }), [2 ** 53]],
    ["beyond the dtype", new MultiBinary(1), [200]],
    ["no text", new Text(3), 3],
    ["too few parts", new Tuple([new Discrete(2)]), []],
    ["a key missing", new Dict({ a: new Discrete(2) }), {}],
    ["no such branch", new OneOf([new Discrete(2)]), [1, 0]],
    ["an index as text", new OneOf([new Discrete(2)]), ["0", 0]],
    ["no list", new Sequence(new Discrete(2)), {}],
    [
      "edges without links",
      new Graph(new Discrete(2), new Discrete(2)),
      { nodes: [0], edges: [1], edgeLinks: null },
    ],
    ["nodes missing", new Graph(new Discrete(2), null), {}],
    [
      "half a node",
      new Graph(new Box(0, 1, { shape: [2] }), null),
      { nodes: [0], edges: null, edgeLinks: null },
    ],
  ])("refuses JSON: %s", (_what, space, json) => {
    expect(() => fromJsonable(space, json)).toThrow(InvalidArgumentError);
  });

  test.each<[string, Space, unknown]>([
    ["wrong size", new Box(0, 1), Float32Array.of(0, 1)],
    ["no number", new Discrete(2), "1"],
    ["no list", new Tuple([new Discrete(2)]), 1],
    ["no elements", new Sequence(new Discrete(2), { stack: true }), [0, 1]],
    ["no graph", new Graph(new Discrete(2), null), null],
  ])("refuses values: %s", (_what, space, value) => {
    expect(() => toJsonable(space, value)).toThrow(InvalidArgumentError);
  });
});
