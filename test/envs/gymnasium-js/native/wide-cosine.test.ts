import fc from "fast-check";
import { expect, test } from "vitest";
import { wideCosine } from "../../../../envs/gymnasium-js/src/native/wide-cosine.js";

/** Relative to the last place of the expected value. */
const places = (actual: number, expected: number): number =>
  actual === expected
    ? 0
    : Math.abs(actual - expected) / 2 ** (Math.floor(Math.log2(Math.abs(expected))) - 52);

test("within four units in the last place, near its zeros too", () => {
  const nearZero = fc
    .tuple(fc.integer({ min: -31, max: 30 }), fc.double({ min: -1e-5, max: 1e-5, noNaN: true }))
    .map(([turns, off]) => (turns + 0.5) * Math.PI + off);
  fc.assert(
    fc.property(fc.oneof(fc.double({ min: -100, max: 100, noNaN: true }), nearZero), (angle) => {
      const x = Math.fround(angle);
      expect(places(wideCosine(x), Math.cos(x))).toBeLessThanOrEqual(4);
    }),
    { numRuns: 5000 },
  );
});

test("rounded to float32 it is the engine's cosine, over the positions of MountainCarContinuous", () => {
  let different = 0;
  for (let k = 0; k <= 200_000; k++) {
    const x = Math.fround(3 * Math.fround(-1.2 + (1.8 * k) / 200_000));
    if (Math.fround(wideCosine(x)) !== Math.fround(Math.cos(x))) different++;
  }
  expect(different).toBe(0);
});
