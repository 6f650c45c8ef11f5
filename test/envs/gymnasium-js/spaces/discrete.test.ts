import fc from "fast-check";
import { Discrete, type IntegerDType, InvalidSpaceError } from "gymnasium-js";
import { describe, expect, test } from "vitest";
import { fixture, type Sampling } from "../fixtures.js";

describe("Discrete", () => {
  test.each(fixture<Sampling>("sampling").discrete)("samples as Gymnasium does: $dtype", (golden) => {
    const space = new Discrete(golden.n, { start: golden.start, dtype: golden.dtype as IntegerDType });
    space.seed(golden.seed);
    expect(golden.samples.map(() => space.sample())).toEqual(golden.samples);
  });

  test("samples are contained, and repeat with the seed", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2 ** 40 }),
        fc.integer({ min: -50, max: 50 }),
        fc.nat(),
        (n, start, seed) => {
          const space = new Discrete(n, { start, seed });
          const samples = Array.from({ length: 10 }, () => space.sample());
          expect(samples.every((sample) => space.contains(sample))).toBe(true);
          space.seed(seed);
          expect(Array.from({ length: 10 }, () => space.sample())).toEqual(samples);
        },
      ),
    );
  });

  test("contains integers of the range only", () => {
    const space = new Discrete(3, { start: -1 });
    expect([-1, 0, 1].every((value) => space.contains(value))).toBe(true);
    for (const value of [-2, 2, 0.5, Number.NaN, true, 0n, "0", [0], null])
      expect(space.contains(value)).toBe(false);
  });

  test("prints as Gymnasium does", () => {
    expect(`${new Discrete(2)}`).toBe("Discrete(2)");
    expect(`${new Discrete(3, { start: -1, dtype: "int32" })}`).toBe("Discrete(3, start=-1, dtype=int32)");
  });

  test("refuses contradictions", () => {
    for (const make of [
      () => new Discrete(0),
      () => new Discrete(2.5),
      () => new Discrete(300, { dtype: "uint8" }),
      () => new Discrete(2, { dtype: "float32" as IntegerDType }),
    ]) {
      expect(make).toThrow(InvalidSpaceError);
    }
  });
});
