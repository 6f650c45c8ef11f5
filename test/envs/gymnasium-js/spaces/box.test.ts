import fc from "fast-check";
import { Box, InvalidSpaceError, type NumericArray, type StoredDType } from "gymnasium-js";
import { describe, expect, test } from "vitest";
import { fixture, type Sampling } from "../fixtures.js";

const bound = (text: string): number => Number(text.replace("inf", "Infinity"));

describe("Box", () => {
  test.each(fixture<Sampling>("sampling").spaces)(
    "samples as Gymnasium does: $dtype, seed $seed",
    (golden) => {
      const space = new Box(golden.low.map(bound), golden.high.map(bound), {
        dtype: golden.dtype as StoredDType,
      });
      space.seed(golden.seed);
      expect(golden.samples.map(() => Array.from(space.sample()))).toEqual(golden.samples);
    },
  );

  test("samples are contained, and repeat with the seed", () => {
    const bounds = fc.array(
      fc.tuple(
        fc.oneof(fc.constant(-Infinity), fc.integer({ min: -100, max: 100 })),
        fc.oneof(fc.constant(Infinity), fc.integer({ min: 0, max: 100 })),
      ),
      { minLength: 1, maxLength: 6 },
    );
    const dtypes = fc.constantFrom<StoredDType>("float32", "float64", "int16", "int32");
    fc.assert(
      fc.property(bounds, dtypes, fc.nat(), (pairs, dtype, seed) => {
        const low = pairs.map(([l]) => l);
        const high = pairs.map(([l, size]) => (Number.isFinite(l) ? l + size : size));
        const space = new Box(low, high, { dtype, seed });
        const samples = Array.from({ length: 5 }, () => space.sample());
        expect(samples.every((sample) => space.contains(sample))).toBe(true);
        space.seed(seed);
        expect(Array.from({ length: 5 }, () => space.sample())).toEqual(samples);
      }),
    );
  });

  test("contains checks dtype, shape, bounds and NaN", () => {
    const space = new Box(-1, 1, { shape: [2] });
    const inside: (NumericArray | number[])[] = [Float32Array.of(-1, 1), [0.5, 0], Int8Array.of(0, 1)];
    for (const value of inside) expect(space.contains(value)).toBe(true);
    const outside = [
      Float64Array.of(0, 0),
      Int32Array.of(0, 0),
      [0],
      [[0, 0]],
      Float32Array.of(0),
      [0, Number.NaN],
    ];
    for (const value of [...outside, [0, 2], "00", null, 0, {}]) expect(space.contains(value)).toBe(false);
    expect(new Box(0, 1, { shape: [2, 1] }).contains([[0], [1]])).toBe(true);
    expect(new Box(0, 1, { shape: [] }).contains(0.5)).toBe(true);
    expect(new Box(0, 1, { dtype: "bool" }).contains(Uint8Array.of(1))).toBe(true);
  });

  test("infinite bounds", () => {
    const space = new Box([-Infinity, 0], [Infinity, Infinity]);
    expect(space.contains(Float32Array.of(-1e30, Infinity))).toBe(true);
    expect(Array.from(new Box(-Infinity, Infinity, { dtype: "int8" }).low)).toEqual([-128]);
    expect(() => new Box(0, Infinity, { dtype: "uint8" })).toThrow(InvalidSpaceError);
  });

  test("an int64 Box holds whole numbers of doubles or of integer arrays", () => {
    const space = new Box(-Infinity, 5, { dtype: "int64", shape: [2] });
    expect(space.low).toEqual(Float64Array.of(-(2 ** 53) + 1, -(2 ** 53) + 1));
    const inside = [Float64Array.of(-(2 ** 53) + 1, 5), Int32Array.of(0, -7), Uint8Array.of(0, 1), [1, -2]];
    for (const value of inside) expect(space.contains(value)).toBe(true);
    const outside = [Float64Array.of(0.5, 1), Float64Array.of(0, 6), Float64Array.of(-(2 ** 53), 0)];
    for (const value of [...outside, Float64Array.of(0, Number.NaN), Float64Array.of(-Infinity, 0)]) {
      expect(space.contains(value)).toBe(false);
    }
    expect(space.contains(Float32Array.of(0, 1))).toBe(false);
    expect(new Box(0, 9, { dtype: "uint64" }).contains(Int32Array.of(1))).toBe(false);
    expect(new Box(0, 9, { dtype: "uint64" }).contains(Uint32Array.of(1))).toBe(true);
  });

  test("64-bit bounds beyond 2^53 count as infinite", () => {
    for (const beyond of [2 ** 53 - 1, 2 ** 63, Infinity]) {
      const space = new Box(-beyond, beyond, { dtype: "int64" });
      expect([space.boundedBelow[0], space.boundedAbove[0]]).toEqual([0, 0]);
      expect(`${space}`).toBe("Box(-9223372036854775808, 9223372036854775807, (1,), int64)");
    }
    const bounded = new Box(-(2 ** 53) + 2, 2 ** 53 - 2, { dtype: "int64" });
    expect([bounded.boundedBelow[0], bounded.boundedAbove[0]]).toEqual([1, 1]);
    const unsigned = new Box(0, Infinity, { dtype: "uint64", seed: 1 });
    expect(`${unsigned}`).toBe("Box(0, 18446744073709551615, (1,), uint64)");
    expect(unsigned.contains(unsigned.sample())).toBe(true);
    expect(() => new Box(-Infinity, 1, { dtype: "uint64" })).toThrow(InvalidSpaceError);
    expect(() => new Box(2 ** 60, Infinity, { dtype: "int64" })).toThrow(InvalidSpaceError);
  });

  test("a float16 Box holds single-precision arrays, and its bounds are rounded", () => {
    const space = new Box(-0.1, Infinity, { dtype: "float16", shape: [2] });
    expect(space.low).toEqual(Float32Array.of(-0.0999755859375, -0.0999755859375));
    for (const value of [Float32Array.of(0.1, 1e5), Int8Array.of(0, 1), [-0.1, 3]]) {
      expect(space.contains(value)).toBe(true);
    }
    for (const value of [Float64Array.of(0, 0), Int16Array.of(0, 0), Float32Array.of(-0.1, 0)]) {
      expect(space.contains(value)).toBe(false);
    }
    expect(() => new Box(0, 65505, { dtype: "float16" })).toThrow(InvalidSpaceError);
  });

  test("refuses bounds that contradict each other", () => {
    for (const make of [
      () => new Box(1, 0),
      () => new Box([0, 0], [1, 1, 1]),
      () => new Box(Number.NaN, 1),
      () => new Box(-1, 1, { dtype: "uint8" }),
      () => new Box(0, 300, { dtype: "uint8" }),
      () => new Box(0, 1, { shape: [1.5] }),
      () => new Box(0, 1, { dtype: "complex64" as StoredDType }),
    ]) {
      expect(make).toThrow(InvalidSpaceError);
    }
  });

  test("prints as Gymnasium does", () => {
    expect(`${new Box(0, 255, { shape: [3], dtype: "uint8" })}`).toBe("Box(0, 255, (3,), uint8)");
    expect(`${new Box(-1, 1, { shape: [2, 2] })}`).toBe("Box(-1.0, 1.0, (2, 2), float32)");
    expect(`${new Box([-4.8, -Infinity], [4.8, Infinity])}`).toBe(
      "Box([-4.8 -inf], [4.8 inf], (2,), float32)",
    );
    expect(`${new Box(-1e-6, 1e20)}`).toBe("Box(-1e-06, 1e+20, (1,), float32)");
    expect(`${new Box(-999, 1000, { dtype: "float16" })}`).toBe("Box(-999.0, 1e+03, (1,), float16)");
  });
});
