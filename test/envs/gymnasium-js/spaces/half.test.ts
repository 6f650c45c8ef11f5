import { expect, test } from "vitest";
import { roundToHalf } from "../../../../envs/gymnasium-js/src/spaces/half.js";

// By numpy.float16.
test.each([
  [0.1, 0.0999755859375],
  [-0.3, -0.300048828125],
  [2049, 2048],
  [2051, 2052],
  [2 ** -24, 2 ** -24],
  [2 ** -25, 0],
  [1.5 * 2 ** -24, 2 * 2 ** -24],
  [2 ** -14 - 2 ** -26, 2 ** -14],
  [1 - 2 ** -13, 1],
  [65504, 65504],
  [65519.99, 65504],
  [65520, Infinity],
  [-1e300, -Infinity],
  [Infinity, Infinity],
  [Number.NaN, Number.NaN],
  [5e-324, 0],
])("%d rounds to %d", (value, rounded) => {
  expect(roundToHalf(value)).toBe(rounded);
});
