import fc from "fast-check";
import { expect, test } from "vitest";
import { cosine, sine } from "../../../../envs/gymnasium-js/src/native/small-angle.js";

/** Distance in units of the last place of the expected value. */
const ulps = (actual: number, expected: number): number =>
  actual === expected
    ? 0
    : Math.abs(actual - expected) / 2 ** (Math.floor(Math.log2(Math.abs(expected))) - 52);

test("sine and cosine are within one unit in the last place, beyond the series' range too", () => {
  const angle = fc.oneof(
    fc.double({ min: -0.3, max: 0.3, noNaN: true }),
    fc.double({ min: -20, max: 20, noNaN: true }),
  );
  fc.assert(
    fc.property(angle, (x) => {
      expect(ulps(sine(x), Math.sin(x))).toBeLessThanOrEqual(1);
      expect(ulps(cosine(x), Math.cos(x))).toBeLessThanOrEqual(1);
    }),
    { numRuns: 5000 },
  );
  expect(sine(Number.NaN)).toBeNaN();
});
