import { describe, expect, it } from "vitest";
import { normalQuantile } from "../../src/engine/reference/math.js";

/** Φ(x), by Simpson's rule from 0: independent of the rational approximations under test. */
function normalDistribution(x: number): number {
  const n = 4000;
  const density = (t: number): number => Math.exp(-0.5 * t * t) / Math.sqrt(2 * Math.PI);
  const h = x / n;
  let sum = density(0) + density(x);
  for (let k = 1; k < n; k++) sum += (k % 2 === 1 ? 4 : 2) * density(k * h);
  return 0.5 + (sum * h) / 3;
}

describe("normalQuantile", () => {
  it.each([2 ** -25, 1e-6, 1e-3, 0.0749, 0.0751, 0.3, 0.5, 0.7, 0.9249, 0.9251, 0.999, 1 - 2 ** -25])(
    "inverts the distribution function at %f",
    (p) => {
      expect(Math.abs(normalDistribution(normalQuantile(p)) - p)).toBeLessThan(2e-14);
    },
  );

  it("is odd about one half", () => {
    for (const p of [0.001, 0.05, 0.2, 0.4]) {
      expect(normalQuantile(p)).toBeCloseTo(-normalQuantile(1 - p), 12);
    }
  });
});
