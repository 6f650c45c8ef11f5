import fc from "fast-check";
import { RunningMeanStd } from "gymnasium-js";
import { describe, expect, test } from "vitest";

const number = fc.double({ min: -1e3, max: 1e3, noNaN: true });
const size = 2;
const batch = fc
  .integer({ min: 0, max: 6 })
  .chain((rows) => fc.array(number, { minLength: rows * size, maxLength: rows * size }));

/** Two passes over all samples. */
function moments(samples: readonly number[], k: number): { mean: number; variance: number } {
  const column = samples.filter((_, at) => at % size === k);
  const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
  const squares = column.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, variance: squares / column.length };
}

describe("RunningMeanStd", () => {
  test("gives the moments of all samples, however they are divided into batches", () => {
    fc.assert(
      fc.property(fc.array(batch, { minLength: 1, maxLength: 8 }), (batches) => {
        const all = batches.flat();
        fc.pre(all.length > 0);
        const running = new RunningMeanStd(size, { epsilon: 0 });
        for (const one of batches) running.update(Float64Array.from(one));
        expect(running.count).toBe(all.length / size);
        for (let k = 0; k < size; k++) {
          const { mean, variance } = moments(all, k);
          expect(Math.abs(running.mean[k]! - mean)).toBeLessThan(1e-9);
          expect(Math.abs(running.variance[k]! - variance)).toBeLessThan(1e-6);
        }
      }),
    );
  });

  test("begins with mean 0 and variance 1, which weigh 1e-4 of a sample", () => {
    const running = new RunningMeanStd();
    expect([running.mean[0], running.variance[0], running.count]).toEqual([0, 1, 1e-4]);
    running.update(Float64Array.of(10));
    const total = 1 + 1e-4;
    expect(running.mean[0]).toBeCloseTo(10 / total, 12);
    expect(running.variance[0]).toBeCloseTo((1e-4 + (100 * 1e-4) / total) / total, 12);
    const joined = new RunningMeanStd();
    joined.updateFromMoments([10], [0], 1);
    expect([joined.mean, joined.variance, joined.count]).toEqual([
      running.mean,
      running.variance,
      running.count,
    ]);
  });

  test("standardises a row of a batch into a row of another", () => {
    const running = new RunningMeanStd(size, { epsilon: 0 });
    running.update(Float64Array.of(1, 10, 3, 30));
    const target = new Float64Array(6);
    running.standardize(Float64Array.of(0, 0, 4, 10), 2, target, 4, 0);
    expect(Array.from(target)).toEqual([0, 0, 0, 0, 2, -1]);
  });

  test("refuses sizes, weights and batches that do not fit", () => {
    expect(() => new RunningMeanStd(1.5)).toThrow("size: 1.5 is not allowed; use an integer ≥ 0.");
    expect(() => new RunningMeanStd(1, { epsilon: -1 })).toThrow("epsilon: -1 is not allowed");
    expect(() => new RunningMeanStd(2).update(new Float64Array(3))).toThrow("batch: ");
  });
});
