import { describe, expect, it } from "vitest";
import type { SearchSpace } from "../../../src/experiment/definition.js";
import { gridCandidates, randomCandidates, streamOf } from "../../../src/experiment/sweep/candidates.js";
import { drawnValue, edgeOf, gridValues } from "../../../src/experiment/sweep/dimension.js";

const place = (path: string): string => `sweep.space.${path}`;

describe("a grid", () => {
  it("has all combinations, the first dimension slowest, after the unchanged settings", () => {
    expect(gridCandidates({ discount: [0.9, 0.99], lag: [true, false] }, place)).toEqual([
      {},
      { discount: 0.9, lag: true },
      { discount: 0.9, lag: false },
      { discount: 0.99, lag: true },
      { discount: 0.99, lag: false },
    ]);
    expect(gridCandidates({}, place)).toEqual([{}]);
  });

  it("steps evenly, or evenly in the logarithm, and to both ends", () => {
    expect(gridValues({ from: 0, to: 1, steps: 5 })).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(gridValues({ from: 0.001, to: 1, log: true, steps: 4 })).toEqual([0.001, 0.01, 0.1, 1]);
    expect(gridValues({ from: 1, to: 3, integer: true, steps: 10 })).toEqual([1, 2, 3]);
  });

  it("refuses a range without steps, and more than can be searched", () => {
    expect(() => gridCandidates({ discount: { from: 0, to: 1 } }, place)).toThrow(
      'sweep.space.discount.steps is missing: with search "grid" it is to be an integer of at least 2',
    );
    const wide = { from: 0, to: 1, steps: 1000 };
    expect(() => gridCandidates({ discount: wide, lambda: wide }, place)).toThrow(
      "sweep.space.lambda makes 1000000 combinations: allowed is up to 10000",
    );
  });
});

describe("random candidates", () => {
  const space: SearchSpace = { discount: { from: 0.9, to: 1 }, hidden: [[4], [8]] };

  it("are within the space, different, and those of their seed and stream", () => {
    const found = randomCandidates(space, { random: 200 }, 0);
    expect(found).toHaveLength(201);
    expect(found[0]).toEqual({});
    expect(new Set(found.map((one) => JSON.stringify(one))).size).toBe(201);
    for (const { discount, hidden } of found.slice(1)) {
      expect(discount).toBeGreaterThanOrEqual(0.9);
      expect(discount).toBeLessThanOrEqual(1);
      expect([[4], [8]]).toContainEqual(hidden);
    }
    expect(randomCandidates(space, { random: 200 }, 0)).toEqual(found);
    // More of them begin with the same.
    expect(randomCandidates(space, { random: 10 }, 0)).toEqual(found.slice(0, 11));
    expect(randomCandidates(space, { random: 200, seed: 2 }, 0)).not.toEqual(found);
    expect(randomCandidates(space, { random: 200 }, streamOf("backprop"))).not.toEqual(found);
  });

  it("are as many as there are, or refused", () => {
    const small: SearchSpace = { lag: [true, false], lambda: { from: 1, to: 3, integer: true } };
    expect(randomCandidates(small, { random: 6 }, 0)).toHaveLength(7);
    expect(() => randomCandidates(small, { random: 7 }, 0)).toThrow(
      'sweep.search.random is 7, but the space has 6 combinations: allowed is up to 6, or search "grid"',
    );
  });

  it("draw evenly, evenly in the logarithm, and each whole number as often", () => {
    const log = { from: 0.01, to: 1, log: true };
    expect(drawnValue(log, 0.5)).toBe(0.1);
    expect(drawnValue({ from: 2, to: 4 }, 0.25)).toBe(2.5);
    const whole = { from: 1, to: 3, integer: true };
    expect([0, 0.33, 0.34, 0.66, 0.67, 0.999].map((u) => drawnValue(whole, u))).toEqual([1, 1, 2, 2, 3, 3]);
    expect(["a", "b"].map((_, k) => drawnValue(["a", "b"], k / 2))).toEqual(["a", "b"]);
  });
});

describe("the edge of what was searched", () => {
  it("is in the outer twentieth of a range, and at the ends of three numbers or more", () => {
    const log = { from: 0.01, to: 100, log: true };
    expect([0.01, 0.012, 1, 80, 100].map((value) => edgeOf(log, value))).toEqual([
      "lower",
      "lower",
      undefined,
      "upper",
      "upper",
    ]);
    expect([1, 3, 2].map((value) => edgeOf([3, 1, 2], value))).toEqual(["lower", "upper", undefined]);
    expect(edgeOf([1, 2], 2)).toBeUndefined();
    expect(edgeOf(["relu", "tanh", "linear"], "relu")).toBeUndefined();
  });
});
