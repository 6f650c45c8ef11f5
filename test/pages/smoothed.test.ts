import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { smoothed } from "../../src/pages/playground/smoothed.js";

const point = fc.tuple(fc.double({ min: -500, max: 500, noNaN: true }), fc.integer({ min: 1, max: 64 }));

describe("a smoothed curve", () => {
  it("keeps its places, stays between the curve's extremes, and knows nothing of the future", () => {
    fc.assert(
      fc.property(fc.array(point, { minLength: 1, maxLength: 200 }), (points) => {
        const curve = Float64Array.from(points.flatMap(([mean, episodes], k) => [10 * k, mean, episodes]));
        const { x, y } = smoothed(curve, 40);
        expect(x).toEqual(points.map((_, k) => 10 * k));
        const means = points.map(([mean]) => mean);
        for (const value of y) {
          expect(value).toBeGreaterThanOrEqual(Math.min(...means) - 1e-9);
          expect(value).toBeLessThanOrEqual(Math.max(...means) + 1e-9);
        }
        expect(y[0]).toBeCloseTo(means[0]!);
      }),
    );
  });

  it("weighs points by their episodes", () => {
    const curve = Float64Array.from(
      Array.from({ length: 100 }, (_, k) => [k, k === 99 ? 10 : 1, k === 99 ? 8 : 1]).flat(),
    );
    // Of six points: (5 × 1 + 8 × 10) / 13.
    expect(smoothed(curve, 13).y.at(-1)).toBeCloseTo(85 / 13);
  });

  it("stays what it was when the run goes on", () => {
    const curve = Float64Array.from(Array.from({ length: 300 }, (_, k) => [k, Math.sin(k), 1]).flat());
    const early = smoothed(curve.slice(0, 300), 20).y;
    expect(smoothed(curve, 20).y.slice(0, 100)).toEqual(early);
  });

  it("of nothing is nothing", () => {
    expect(smoothed(new Float64Array(0), 20)).toEqual({ x: [], y: [] });
  });
});
