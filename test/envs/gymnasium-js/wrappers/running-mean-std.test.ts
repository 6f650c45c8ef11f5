import fc from "fast-check";
import { InvalidArgumentError, RunningMeanStd } from "gymnasium-js";
import { expect, test } from "vitest";

const rows = fc.array(
  fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 2, maxLength: 2 }),
  {
    minLength: 1,
    maxLength: 30,
  },
);

test("however samples are put into batches, mean and variance are those of all", () => {
  fc.assert(
    fc.property(
      rows,
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 30, maxLength: 30 }),
      (all, sizes) => {
        const running = new RunningMeanStd(2, { epsilon: 0 });
        for (let at = 0, b = 0; at < all.length; at += sizes[b++]!) {
          running.update(Float64Array.from(all.slice(at, at + sizes[b]!).flat()));
        }
        expect(running.count).toBe(all.length);
        for (const k of [0, 1]) {
          const mean = all.reduce((sum, row) => sum + row[k]!, 0) / all.length;
          const variance = all.reduce((sum, row) => sum + (row[k]! - mean) ** 2, 0) / all.length;
          expect(running.mean[k]).toBeCloseTo(mean, 9);
          expect(running.variance[k]).toBeCloseTo(variance, 8);
        }
      },
    ),
  );
});

test("moments count as the samples they are of", () => {
  const samples = new RunningMeanStd(1);
  const moments = new RunningMeanStd(1);
  samples.update(Float64Array.of(1, 2, 6));
  moments.updateFromMoments([3], [14 / 3], 3);
  expect(moments.mean[0]).toBeCloseTo(samples.mean[0]!, 12);
  expect(moments.variance[0]).toBeCloseTo(samples.variance[0]!, 12);
  expect(moments.count).toBe(3 + 1e-4);
});

test("begins with mean 0 and variance 1, counted as epsilon samples", () => {
  const running = new RunningMeanStd(2);
  expect([...running.mean, ...running.variance, running.count]).toEqual([0, 0, 1, 1, 1e-4]);
  running.update(new Float64Array(0));
  expect(running.count).toBe(1e-4);
  const target = new Float32Array(3);
  running.standardize(Float64Array.of(9, 0.5, -2), 1, target, 1, 0);
  expect(Array.from(target)).toEqual([0, 0.5, -2]);
});

test("refuses a size or epsilon below 0, and batches that are no rows", () => {
  expect(() => new RunningMeanStd(-1)).toThrow(InvalidArgumentError);
  expect(() => new RunningMeanStd(1, { epsilon: Number.NaN })).toThrow("epsilon: NaN");
  expect(() => new RunningMeanStd(2).update(new Float64Array(3))).toThrow("rows of 2 numbers");
});
