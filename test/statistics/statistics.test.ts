import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  bootstrap,
  bootstrapInterval,
  iqm,
  mean,
  percentile,
  probabilityOfImprovement,
  probabilityOfImprovementInterval,
  seededUniform,
  std,
} from "../../src/statistics/index.js";

const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });
const sample = fc.array(finite, { minLength: 1, maxLength: 40 });
const whole = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 20 });

describe("mean and std", () => {
  it("follow the definitions", () => {
    expect(mean([1, 2, 3, 6])).toBe(3);
    expect(std([1, 2, 3, 6])).toBe(Math.sqrt(14 / 4));
    expect(std([7])).toBe(0);
    expect(mean([])).toBeNaN();
  });
});

describe("iqm", () => {
  it("cuts ⌊n/4⌋ values at each end", () => {
    expect(iqm([9])).toBe(9);
    expect(iqm([1, 2, 9])).toBe(4);
    expect(iqm([100, 1, 2, -50])).toBe(1.5);
    expect(iqm([0, 1, 2, 3, 100])).toBe(2);
    expect(iqm([0, 1, 2, 3, 4, 5, 6, 100])).toBe(3.5);
    expect(iqm([0, 0, 1, 2, 3, 4, 5, 9, 100])).toBe(3);
  });

  it("lies between the extremes, ignores order and does not move with an outlier", () => {
    fc.assert(
      fc.property(sample, (values) => {
        const value = iqm(values);
        const slack = 1e-9 * (1 + Math.max(...values.map(Math.abs)));
        expect(value).toBeGreaterThanOrEqual(Math.min(...values) - slack);
        expect(value).toBeLessThanOrEqual(Math.max(...values) + slack);
        expect(iqm([...values].reverse())).toBe(value);
        if (values.length >= 4) {
          const sorted = [...values].sort((a, b) => a - b);
          expect(iqm([...sorted.slice(0, -1), 1e12])).toBe(value);
        }
      }),
    );
  });

  it("leaves its argument alone", () => {
    const values = [3, 1, 2];
    iqm(values);
    expect(values).toEqual([3, 1, 2]);
  });
});

describe("percentile", () => {
  it("interpolates between order statistics", () => {
    expect(percentile([1, 2, 3, 4], 50)).toBe(2.5);
    expect(percentile([1, 2, 3, 4], 0)).toBe(1);
    expect(percentile([1, 2, 3, 4], 100)).toBe(4);
    expect(percentile([10, 20], 2.5)).toBe(10.25);
    expect(percentile([5], 97.5)).toBe(5);
    expect(percentile([], 50)).toBeNaN();
  });
});

describe("bootstrap", () => {
  it("gives the same interval for the same data", () => {
    const values = [3, 1, 4, 1, 5, 9, 2, 6];
    expect(bootstrapInterval(values, mean)).toEqual(bootstrapInterval(values, mean));
    expect(bootstrapInterval(values, mean, { uniform: seededUniform(1) })).not.toEqual(
      bootstrapInterval(values, mean),
    );
  });

  it("stays within the data, is ordered, and is a point for a single or constant sample", () => {
    fc.assert(
      fc.property(sample, (values) => {
        const [low, high] = bootstrapInterval(values, mean, { resamples: 100 });
        const slack = 1e-9 * (1 + Math.max(...values.map(Math.abs)));
        expect(low).toBeLessThanOrEqual(high);
        expect(low).toBeGreaterThanOrEqual(Math.min(...values) - slack);
        expect(high).toBeLessThanOrEqual(Math.max(...values) + slack);
      }),
    );
    expect(bootstrapInterval([42], iqm)).toEqual([42, 42]);
    expect(bootstrapInterval([7, 7, 7], mean)).toEqual([7, 7]);
  });

  it("comes close to the exact percentiles of a resampled mean of two values", () => {
    // The resampled mean of {0, 1} is 0, ½, 1 with probability ¼, ½, ¼.
    expect(bootstrapInterval([0, 1], mean)).toEqual([0, 1]);
    expect(bootstrapInterval([0, 1], mean, { confidence: 0.4 })).toEqual([0.5, 0.5]);
  });

  it("covers the mean of a normal population about as often as theory says", () => {
    const uniform = seededUniform(11);
    const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
    let covered = 0;
    for (let trial = 0; trial < 400; trial++) {
      const [low, high] = bootstrapInterval(Array.from({ length: 30 }, normal), mean, { resamples: 400 });
      if (low <= 0 && 0 <= high) covered++;
    }
    // Percentile intervals of 30 values cover 93–94 %; ± 4 standard errors.
    expect(covered / 400).toBeGreaterThan(0.885);
    expect(covered / 400).toBeLessThan(0.985);
  });

  it("resamples each task within itself", () => {
    const tasks = [
      [0, 1],
      [100, 101],
    ];
    bootstrap(tasks, (drawn) => {
      expect(drawn.map(({ length }) => length)).toEqual([2, 2]);
      expect(drawn[0]!.every((value) => value <= 1)).toBe(true);
      expect(drawn[1]!.every((value) => value >= 100)).toBe(true);
      return 0;
    });
  });

  it("refuses an empty sample", () => {
    expect(() => bootstrapInterval([], mean)).toThrow("There is no interval of no values.");
    expect(() => bootstrap([[1], []], () => 0)).toThrow(RangeError);
  });
});

describe("probabilityOfImprovement", () => {
  it("counts pairs, ties one half", () => {
    expect(probabilityOfImprovement([2, 3], [1, 2])).toBe(3.5 / 4);
    expect(probabilityOfImprovement([1], [1])).toBe(0.5);
    expect(probabilityOfImprovement([5, 5, 0], [1, 2])).toBe(4 / 6);
  });

  it("is 1 minus its reverse, monotone, and unchanged by monotone transformations", () => {
    fc.assert(
      fc.property(whole, whole, (a, b) => {
        const p = probabilityOfImprovement(a, b);
        expect(p + probabilityOfImprovement(b, a)).toBeCloseTo(1, 12);
        expect(
          probabilityOfImprovement(
            a.map((x) => x + 1),
            b,
          ),
        ).toBeGreaterThanOrEqual(p);
        expect(
          probabilityOfImprovement(
            a.map((x) => x ** 3),
            b.map((x) => x ** 3),
          ),
        ).toBe(p);
        const [low, high] = probabilityOfImprovementInterval(a, b, { resamples: 50 });
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
      }),
    );
    expect(probabilityOfImprovementInterval([5, 6, 7], [1, 2, 3])).toEqual([1, 1]);
  });
});

describe("seededUniform", () => {
  it("is uniform on [0, 1) and repeatable", () => {
    const uniform = seededUniform(3);
    const cells = new Array<number>(16).fill(0);
    for (let i = 0; i < 16_000; i++) cells[Math.floor(16 * uniform())]!++;
    const chiSquare = cells.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    // 15 degrees of freedom: 99.9 % lie below 37.7.
    expect(chiSquare).toBeLessThan(37.7);
    const again = seededUniform(3);
    const first = seededUniform(3);
    expect([again(), again()]).toEqual([first(), first()]);
  });
});
