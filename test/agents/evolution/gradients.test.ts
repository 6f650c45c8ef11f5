import { describe, expect, test } from "vitest";
import { meanGradient } from "../../../agents/evolution/mean-gradient.js";
import { sigmaGradient } from "../../../agents/evolution/sigma-gradient.js";

type Outcome = { readonly z: readonly number[]; readonly probability: number };

/** All values of a vector of independent numbers, with their probabilities. */
function outcomes(one: readonly (readonly [z: number, probability: number])[], size: number): Outcome[] {
  if (size === 0) return [{ z: [], probability: 1 }];
  return outcomes(one, size - 1).flatMap(({ z, probability }) =>
    one.map(([next, own]) => ({ z: [...z, next], probability: probability * own })),
  );
}

const SIGNS = [
  [-1, 0.5],
  [1, 0.5],
] as const;
/** Has the first five moments of the standard normal distribution: exact for polynomials of degree five. */
const THREE_POINTS = [
  [-Math.sqrt(3), 1 / 6],
  [0, 2 / 3],
  [Math.sqrt(3), 1 / 6],
] as const;

const MU = [0.3, -1.2, 0.7];
const SIGMA = Float64Array.of(0.5, 0.2, 1.3);
const SLOPE = [1.5, -0.4, 2];
const HESSIAN = [
  [1.2, -0.7, 0.3],
  [-0.7, -2, 0.9],
  [0.3, 0.9, 0.4],
];

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, x, i) => sum + x * b[i]!, 0);
const times = (m: readonly (readonly number[])[], x: readonly number[]): number[] =>
  m.map((row) => dot(row, x));
const linear = (x: readonly number[]): number => dot(SLOPE, x) + 4;
const quadratic = (x: readonly number[]): number => linear(x) + dot(x, times(HESSIAN, x)) / 2;
const cubic = (x: readonly number[]): number => quadratic(x) + x[0]! ** 3 - 2 * x[0]! * x[1]! ** 2;

/** Fitness of μ + σz and μ − σz, for each of the pairs. */
function fitnessOf(f: (x: readonly number[]) => number, z: readonly number[]): number[] {
  const pairs = z.length / MU.length;
  return Array.from({ length: pairs }, (_, pair) =>
    [1, -1].map((sign) => f(MU.map((mean, i) => mean + sign * SIGMA[i]! * z[pair * MU.length + i]!))),
  ).flat();
}

/** Sum over all perturbations of probability × estimate. */
function expectation(all: readonly Outcome[], estimate: (z: readonly number[]) => Float64Array): number[] {
  const sum = [0, 0, 0];
  for (const { z, probability } of all) {
    for (const [i, value] of estimate(z).entries()) sum[i]! += probability * value;
  }
  return sum;
}

const gradientOf =
  (f: (x: readonly number[]) => number) =>
  (z: readonly number[]): Float64Array =>
    meanGradient(Float64Array.from(z), SIGMA, fitnessOf(f, z));

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, 12);
}

describe("the estimated gradient in μ", () => {
  test("is the linear function's slope and the quadratic one's gradient, over all signs", () => {
    const signs = outcomes(SIGNS, 3);
    expect(signs).toHaveLength(8);
    expectClose(expectation(signs, gradientOf(linear)), SLOPE);
    expectClose(
      expectation(signs, gradientOf(quadratic)),
      times(HESSIAN, MU).map((value, i) => value + SLOPE[i]!),
    );
  });

  test("of a cubic function is that of the smoothed one, which differs from that at μ", () => {
    const atMu = times(HESSIAN, MU).map((value, i) => value + SLOPE[i]!);
    atMu[0]! += 3 * MU[0]! ** 2 - 2 * MU[1]! ** 2;
    atMu[1]! -= 4 * MU[0]! * MU[1]!;
    // E f(μ + σz) has 3 μ₀σ₀² − 2 μ₀σ₁² more.
    const smoothed = [atMu[0]! + 3 * SIGMA[0]! ** 2 - 2 * SIGMA[1]! ** 2, atMu[1]!, atMu[2]!];
    expectClose(expectation(outcomes(THREE_POINTS, 3), gradientOf(cubic)), smoothed);
  });

  test("of several pairs is the mean of theirs, and no constant changes it", () => {
    const pairs = [
      [0.3, -1, 2],
      [1.1, 0.4, -0.2],
    ];
    const each = pairs.map(gradientOf(cubic));
    const all = gradientOf(cubic)(pairs.flat());
    expectClose(
      [...all],
      MU.map((_, i) => (each[0]![i]! + each[1]![i]!) / 2),
    );
    expectClose([...gradientOf((x) => cubic(x) + 1000)(pairs[0]!)], [...each[0]!]);
  });
});

describe("the estimated gradient in σ", () => {
  // ∂/∂σᵢ of E f(μ + σz) = f(μ) + ½ Σ Hᵢᵢσᵢ² is Hᵢᵢσᵢ.
  const exact = HESSIAN.map((row, i) => row[i]! * SIGMA[i]! ** 2);

  test("times σ is that of the smoothed function, over all outcomes", () => {
    const estimate = (z: readonly number[]): Float64Array =>
      sigmaGradient(Float64Array.from(z), 3, fitnessOf(quadratic, z), 0.37);
    expectClose(expectation(outcomes(THREE_POINTS, 3), estimate), exact);
    const flat = expectation(outcomes(THREE_POINTS, 3), (z) =>
      sigmaGradient(Float64Array.from(z), 3, fitnessOf(linear, z), 0.37),
    );
    expectClose(flat, [0, 0, 0]);
  });

  test("with the mean of all pairs as baseline is 1 − 1/pairs of it", () => {
    const two = expectation(outcomes(THREE_POINTS, 6), (z) =>
      sigmaGradient(Float64Array.from(z), 3, fitnessOf(quadratic, z)),
    );
    expectClose(
      two,
      exact.map((value) => value / 2),
    );
  });

  test("is positive where what lies far off is better, negative where it is worse", () => {
    const z = Float64Array.of(2, 0.1, 0.1, 2);
    const [first, second] = sigmaGradient(z, 2, [1, 1, 0, 0]);
    expect(first).toBeGreaterThan(0);
    expect(second).toBeLessThan(0);
  });
});
