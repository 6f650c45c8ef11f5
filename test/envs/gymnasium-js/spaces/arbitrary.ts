import fc from "fast-check";
import {
  Box,
  Dict,
  Discrete,
  Graph,
  type IntegerDType,
  MultiBinary,
  MultiDiscrete,
  OneOf,
  Sequence,
  type Space,
  type StoredDType,
  Text,
  Tuple,
} from "gymnasium-js";

const RANGES: Readonly<Record<Exclude<StoredDType, "float16" | "float32" | "float64">, [number, number]>> = {
  int8: [-128, 127],
  int16: [-32768, 32767],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint8: [0, 255],
  uint16: [0, 65535],
  uint32: [0, 2 ** 32 - 1],
  int64: [-(2 ** 53) + 2, 2 ** 53 - 2],
  uint64: [0, 2 ** 53 - 2],
  bool: [0, 1],
};

const shape = fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 3 });
const count = (sides: readonly number[]): number => sides.reduce((product, side) => product * side, 1);

/** Bounds of one entry; infinite ones where the dtype has them. */
function bounds(dtype: StoredDType): fc.Arbitrary<[number, number]> {
  const float = dtype === "float16" || dtype === "float32" || dtype === "float64";
  const finite = float
    ? fc.float({ min: -1000, max: 1000, noNaN: true })
    : fc.integer({ min: RANGES[dtype][0], max: RANGES[dtype][1] });
  const infinite = float || dtype.startsWith("int");
  const side = (bound: number) => (infinite ? fc.option(finite, { nil: bound, freq: 3 }) : finite);
  return fc
    .tuple(side(-Infinity), side(Infinity))
    .map(([a, b]) => (a === -Infinity || b === Infinity ? [a, b] : [Math.min(a, b), Math.max(a, b)]));
}

const box = fc
  .tuple(
    fc.constantFrom<StoredDType>("float16", "float32", "float64", ...(Object.keys(RANGES) as never[])),
    shape,
  )
  .chain(([dtype, sides]) =>
    fc.array(bounds(dtype), { minLength: count(sides), maxLength: count(sides) }).map((pairs) => {
      const flat = (i: 0 | 1) => Float64Array.from(pairs, (pair) => pair[i]);
      return new Box(flat(0), flat(1), { shape: sides, dtype });
    }),
  );

const discrete = fc
  .tuple(
    fc.integer({ min: 1, max: 100 }),
    fc.integer({ min: -20, max: 20 }),
    fc.constantFrom<IntegerDType>("int64", "int32", "int16"),
  )
  .map(([n, start, dtype]) => new Discrete(n, { start, dtype }));

const leaf: fc.Arbitrary<Space> = fc.oneof(
  box,
  discrete,
  fc
    .array(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: -9, max: 9 })), {
      minLength: 1,
      maxLength: 5,
    })
    .map((pairs) => {
      // Two axes, so that order shows.
      const twice = (i: 0 | 1) => [pairs.map((pair) => pair[i]), pairs.map((pair) => pair[i] + i)];
      return new MultiDiscrete(twice(0), { start: twice(1) });
    }),
  fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }).map((n) => new MultiBinary(n)),
);

const text = fc
  .tuple(
    fc.nat(3),
    fc.integer({ min: 1, max: 4 }),
    fc.uniqueArray(fc.string({ minLength: 1, maxLength: 1, unit: "grapheme-ascii" }), { minLength: 1 }),
  )
  .map(
    ([minLength, more, characters]) =>
      new Text(minLength + more, { minLength, charset: characters.join("") }),
  );

const graph = fc
  .tuple(fc.oneof(box, discrete), fc.option(fc.oneof(box, discrete)))
  .map(([n, e]) => new Graph(n, e));

const key = fc.oneof(
  fc.constantFrom("a", "b", "10", "9", "__proto__", "é", "\u{1F600}"),
  fc.string({ maxLength: 3 }),
);

const tuple = (part: fc.Arbitrary<Space>): fc.Arbitrary<Space> =>
  fc.array(part, { maxLength: 3 }).map((spaces) => new Tuple(spaces));
const dict = (part: fc.Arbitrary<Space>): fc.Arbitrary<Space> =>
  fc
    .tuple(fc.uniqueArray(fc.tuple(key, part), { selector: ([name]) => name, maxLength: 3 }), fc.boolean())
    .map(([pairs, sorted]) => new Dict(sorted ? Object.fromEntries(pairs) : pairs));
const oneOf = (part: fc.Arbitrary<Space>): fc.Arbitrary<Space> =>
  fc.array(part, { minLength: 1, maxLength: 3 }).map((spaces) => new OneOf(spaces));
const sequence = (part: fc.Arbitrary<Space>): fc.Arbitrary<Space> =>
  fc.tuple(part, fc.boolean()).map(([space, stack]) => {
    try {
      return new Sequence(space, { stack });
    } catch {
      // Features without numbers cannot be stacked.
      return new Sequence(space);
    }
  });

const nested = (
  depth: number,
  leaves: fc.Arbitrary<Space>,
  composites: (typeof tuple)[],
): fc.Arbitrary<Space> => {
  if (depth === 0) return leaves;
  const part = nested(depth - 1, leaves, composites);
  return fc.oneof(leaves, ...composites.map((composite) => composite(part)));
};

/** Spaces whose values have one size. */
export const packableSpace = nested(2, leaf, [tuple, dict]);

/** Spaces whose values flatten to one vector. */
export const flattenableSpace = nested(2, fc.oneof(leaf, text), [tuple, dict, oneOf]);

/** Spaces that have a flat form: all but a OneOf of what has no vectors. */
export const flatFormSpace = nested(2, fc.oneof(leaf, text, graph, oneOf(fc.oneof(leaf, text))), [
  tuple,
  dict,
  sequence,
]);

/** Any space. */
export const anySpace = nested(2, fc.oneof(leaf, text, graph), [tuple, dict, oneOf, sequence]);
