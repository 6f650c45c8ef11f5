import fc from "fast-check";
import { InvalidArgumentError, InvalidSeedError, InvalidStateError, PCG64 } from "gymnasium-js";
import { describe, expect, test } from "vitest";
import { fixture, type Sampling, type Seeding } from "../fixtures.js";

const seeding = fixture<Seeding>("seeding");
const sampling = fixture<Sampling>("sampling");
const draws = <T>(count: number, draw: () => T): T[] => Array.from({ length: count }, draw);

describe("PCG64 equals NumPy's generator", () => {
  test.each(Object.entries(seeding.rng))("seed %s", (seed, golden) => {
    const generator = () => new PCG64(BigInt(seed));
    expect(generator().stateWord).toBe(BigInt(golden.state));
    expect(generator().incrementWord).toBe(BigInt(golden.inc));
    const uniforms = generator();
    expect(draws(20, () => uniforms.random())).toEqual(golden.random);
    const ranged = generator();
    expect(draws(4, () => ranged.uniform(-0.05, 0.05))).toEqual(golden.uniform_m005_005_4);
    const integers = generator();
    expect(draws(20, () => integers.integers(0, 6))).toEqual(golden.integers_0_6);
    const normals = generator();
    expect(draws(10, () => normals.standardNormal())).toEqual(golden.standard_normal);
  });

  test("20000 draws that go through every branch of the ziggurats", () => {
    for (const [golden, draw] of [
      [sampling.normal_20000, (g: PCG64) => g.standardNormal()],
      [sampling.exponential_20000, (g: PCG64) => g.standardExponential()],
    ] as const) {
      const generator = new PCG64(BigInt(sampling.seed));
      const values = draws(20000, () => draw(generator));
      expect(values.slice(0, 5)).toEqual(golden.first);
      expect(values.slice(-3)).toEqual(golden.last);
      expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(golden.sum, 8);
    }
  });

  test("integers of narrow, wide and mixed ranges", () => {
    const narrow = new PCG64(5);
    expect(draws(50, () => narrow.integers(-100, 100, 8))).toEqual(sampling.integers_int8_m100_100);
    const short = new PCG64(5);
    expect(draws(50, () => short.integers(0, 60000, 16))).toEqual(sampling.integers_uint16_0_60000);
    const wide = new PCG64(5);
    expect(draws(20, () => String(wide.integers(-(2 ** 52), 2 ** 52)))).toEqual(sampling.integers_wide);
    const large = new PCG64(5);
    expect(draws(30, () => large.integers(0, 3_000_000_000))).toEqual(sampling.integers_3e9);
    const mixed = new PCG64(9);
    expect([
      mixed.integers(0, 6),
      mixed.random(),
      mixed.integers(0, 6),
      mixed.integers(0, 2 ** 32),
      mixed.standardNormal(),
      mixed.integers(0, 6),
    ]).toEqual(sampling.mixed);
  });
});

describe("PCG64", () => {
  test("a restored generator continues the stream, the kept half included", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 200n }), fc.nat(7), (seed, halves) => {
        const original = new PCG64(seed);
        for (let i = 0; i < halves; i++) original.nextUint32();
        const copy = new PCG64(1);
        copy.restore(original.state());
        const ahead = draws(6, () => [original.nextUint32(), original.random()]);
        expect(draws(6, () => [copy.nextUint32(), copy.random()])).toEqual(ahead);
      }),
    );
  });

  test("draws lie in their ranges", () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: -1000, max: 1000 }),
        fc.integer({ min: 1, max: 2 ** 33 }),
        (seed, low, size) => {
          const generator = new PCG64(seed);
          for (let i = 0; i < 20; i++) {
            const value = generator.integers(low, low + size);
            expect(value).toBeGreaterThanOrEqual(low);
            expect(value).toBeLessThan(low + size);
            expect(generator.random()).toBeLessThan(1);
          }
        },
      ),
    );
  });

  test("refuses what it cannot take", () => {
    for (const seed of [-1, 1.5, Number.NaN, 2 ** 53, -3n]) {
      expect(() => new PCG64(seed)).toThrow(InvalidSeedError);
    }
    expect(() => new PCG64(1).integers(3, 3)).toThrow(InvalidArgumentError);
    expect(() => new PCG64(1).restore(new Uint8Array(3))).toThrow(InvalidStateError);
    expect(new PCG64().stateWord).not.toBe(new PCG64().stateWord);
  });
});
