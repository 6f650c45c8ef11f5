import fc from "fast-check";
import {
  allocate,
  type Box,
  describeSpace,
  flatdim,
  flatten,
  flattenSpace,
  fromJsonable,
  isFlattenable,
  packingOf,
  parseSpace,
  type Space,
  toJsonable,
  unflatten,
} from "gymnasium-js";
import { describe, expect, test } from "vitest";
import { anySpace, flatFormSpace, flattenableSpace, packableSpace } from "./arbitrary.js";

const SAMPLES = 3;

/** Samples of a space with a seed. */
const draw = (space: Space, seed: number): unknown[] => {
  space.seed(seed);
  return Array.from({ length: SAMPLES }, () => space.sample());
};
const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe("all spaces", () => {
  test("hold their samples", () => {
    fc.assert(
      fc.property(anySpace, fc.nat(), (space, seed) => {
        for (const sample of draw(space, seed)) expect(space.contains(sample)).toBe(true);
      }),
    );
  });

  test("repeat their samples with the seed, and with the seeds that it gave", () => {
    fc.assert(
      fc.property(anySpace, fc.nat(), (space, seed) => {
        const samples = draw(space, seed);
        expect(draw(space, seed)).toEqual(samples);
        const seeds = space.seed(seed);
        space.sample();
        space.seed(seeds as number);
        expect(Array.from({ length: SAMPLES }, () => space.sample())).toEqual(samples);
      }),
    );
  });

  test("are rebuilt from their descriptions, with the same samples", () => {
    fc.assert(
      fc.property(anySpace, fc.nat(), (space, seed) => {
        const json = throughJson(describeSpace(space));
        const copy = parseSpace(json);
        expect(describeSpace(copy)).toEqual(json);
        expect(`${copy}`).toBe(`${space}`);
        expect(draw(copy, seed)).toEqual(draw(space, seed));
      }),
    );
  });

  test("values pass through JSON unchanged", () => {
    fc.assert(
      fc.property(anySpace, fc.nat(), (space, seed) => {
        for (const sample of draw(space, seed)) {
          expect(fromJsonable(space, throughJson(toJsonable(space, sample)))).toStrictEqual(sample);
        }
      }),
    );
  });
});

test("flatten and unflatten are inverse, and flat values lie in the flat space", () => {
  fc.assert(
    fc.property(flatFormSpace, fc.nat(), (space, seed) => {
      const flatSpace = flattenSpace(space);
      for (const sample of draw(space, seed)) {
        const flat = flatten(space, sample);
        expect(flatSpace.contains(flat)).toBe(true);
        expect(unflatten(space, flat)).toStrictEqual(sample);
      }
    }),
    { numRuns: 200 },
  );
});

test("flattenable spaces become one Box of flatdim numbers", () => {
  fc.assert(
    fc.property(flattenableSpace, fc.nat(), (space, seed) => {
      expect(isFlattenable(space)).toBe(true);
      const box = flattenSpace(space) as Box;
      expect([box.kind, box.size, box.shape]).toEqual(["Box", flatdim(space), [flatdim(space)]]);
      for (const sample of draw(space, seed)) {
        const flat = flatten(space, sample);
        expect(box.contains(flat)).toBe(true);
        expect(unflatten(space, flat)).toStrictEqual(sample);
      }
    }),
    { numRuns: 200 },
  );
});

test("pack and unpack are inverse, at any place of a batch", () => {
  fc.assert(
    fc.property(packableSpace, fc.nat(), fc.nat(5), (space, seed, at) => {
      const { dtype, size, pack, unpack } = packingOf(space);
      const batch = allocate(dtype, at + SAMPLES * size + 1);
      batch.fill(1);
      const samples = draw(space, seed);
      for (const [i, sample] of samples.entries()) pack(sample, batch, at + i * size);
      expect(samples.map((_, i) => unpack(batch, at + i * size))).toStrictEqual(samples);
      expect([...batch.subarray(0, at), batch.at(-1)]).toEqual(Array.from({ length: at + 1 }, () => 1));
    }),
    { numRuns: 200 },
  );
});

test("different seeds give different samples where there is room", () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (a, b) => {
      fc.pre(a !== b);
      const space = parseSpace({
        kind: "Tuple",
        spaces: [
          { kind: "Box", dtype: "float64", shape: [4], low: "-inf", high: "inf" },
          { kind: "MultiBinary", n: 64 },
          { kind: "Text", minLength: 30, maxLength: 40, charset: "abcdef" },
        ],
      });
      const [first, second] = [draw(space, a), draw(space, b)] as unknown[][][];
      for (const part of [0, 1, 2]) {
        expect(first!.map((sample) => sample[part])).not.toEqual(second!.map((sample) => sample[part]));
      }
    }),
  );
});
