import { cumulate, geometric, InvalidArgumentError, PCG64, permutation, pick } from "gymnasium-js";
import { expect, test } from "vitest";
import { pairwiseSum } from "../../../../envs/gymnasium-js/src/random/pairwise-sum.js";
import { fixture } from "../fixtures.js";

interface Draws {
  readonly seed: number;
  readonly weights: number[];
  readonly choice: number[];
  readonly geometric: [number, number[]][];
  readonly permutation: number[][];
  readonly bits: number[];
  readonly shorts: number[];
  readonly words: number[];
  readonly sums: [number, number][];
  readonly terms: number[][];
}

const golden = fixture<{ draws: Draws }>("spaces").draws;

test("one generator's choices, geometric draws, permutations and arrays of integers equal NumPy's", () => {
  const generator = new PCG64(golden.seed);
  const cumulative = cumulate(golden.weights);
  expect(golden.choice.map(() => pick(generator, cumulative))).toEqual(golden.choice);
  for (const [p, expected] of golden.geometric) {
    expect(expected.map(() => geometric(generator, p))).toEqual(expected);
  }
  for (const expected of golden.permutation) {
    expect(Array.from(permutation(generator, expected.length))).toEqual(expected);
  }
  expect(generator.integerArray(0, 2, 21, 8)).toEqual(golden.bits);
  expect(generator.integerArray(-3, 40000, 9)).toEqual(golden.shorts);
  expect(generator.integerArray(0, 50000, 9, 16)).toEqual(golden.words);
});

test("sums round as NumPy's", () => {
  expect(golden.terms.map((terms) => pairwiseSum(terms.map((term) => term * 3)))).toEqual(
    golden.sums.map(([, sum]) => sum),
  );
  expect(golden.sums.map(([count]) => count)).toEqual(golden.terms.map(({ length }) => length));
});

test("a choice never falls on a weight of 0", () => {
  const generator = new PCG64(3);
  const cumulative = cumulate([0, 0, 1, 0, 3, 0]);
  const picked = new Set(Array.from({ length: 200 }, () => pick(generator, cumulative)));
  expect([...picked].sort()).toEqual([2, 4]);
});

test("refuses what it cannot draw", () => {
  for (const weights of [[], [0, 0], [1, -1], [Number.NaN], [Infinity]]) {
    expect(() => cumulate(weights)).toThrow(InvalidArgumentError);
  }
  for (const p of [0, -1, 1.1, Number.NaN]) {
    expect(() => geometric(new PCG64(1), p)).toThrow(InvalidArgumentError);
  }
  for (const bits of [8, 32] as const) {
    expect(() => new PCG64(1).integerArray(0, 0.5, 3, bits)).toThrow(InvalidArgumentError);
  }
  expect(() => new PCG64(1).integerArray(0, 300, 3, 8)).toThrow(InvalidArgumentError);
});
