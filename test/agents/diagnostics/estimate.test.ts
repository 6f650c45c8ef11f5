import { describe, expect, it } from "vitest";
import {
  angleOf,
  combine,
  isSeen,
  productOfSets,
  productOfShared,
  standardError,
  swapped,
} from "../../../agents/diagnostics/estimate.js";
import { GroupMeans } from "../../../agents/diagnostics/group-means.js";
import { CounterStream } from "../../../src/random/streams.js";

const MEAN = [0.5, -0.2, 0.1];

/** Vectors around a mean, with noise that two of them may share. */
function noisy(mean: readonly number[], groups: number, noise: (k: number) => number): GroupMeans {
  const means = new GroupMeans(groups, mean.length);
  means.add(Array.from(means.values, (_, k) => mean[k % mean.length] + noise(k)));
  return means;
}

const square = MEAN.reduce((sum, value) => sum + value * value, 0);

describe("products of noisy vectors", () => {
  const stream = new CounterStream(3, "diagnostics");
  const centred = (): number => 2 * (stream.uniform() - 0.5);
  const repeated = Array.from({ length: 4000 }, () => {
    const common = Array.from({ length: 48 }, centred);
    const a = noisy(MEAN, 8, (k) => common[k]);
    const b = noisy(MEAN, 8, (k) => common[k] + 0.3 * centred());
    const apart = noisy(MEAN, 4, () => 0.5 * centred());
    return {
      shared: productOfShared(a, b, 4),
      sets: productOfSets(a, apart),
      own: swapped(productOfShared(apart, apart, 8)),
    };
  });
  const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

  it.each(["shared", "sets", "own"] as const)(
    "%s: noise does not bias them, and their error is told",
    (which) => {
      const values = repeated.map((one) => one[which].value);
      const mean = meanOf(values);
      const variance = meanOf(values.map((value) => (value - mean) ** 2));
      expect(Math.abs(mean - square)).toBeLessThan(3.5 * Math.sqrt(variance / values.length));
      // The jackknife's variance is right on average, or somewhat large.
      const told = meanOf(repeated.map((one) => standardError(one[which]) ** 2));
      expect(told / variance).toBeGreaterThan(0.9);
      expect(told / variance).toBeLessThan(1.35);
    },
  );

  it("without a group they are what the other groups give", () => {
    const a = noisy(MEAN, 3, centred);
    const b = noisy(MEAN, 3, centred);
    const left = (means: GroupMeans) => {
      const two = new GroupMeans(2, 3);
      two.add(means.values.subarray(3));
      return two;
    };
    const shared = productOfShared(a, b, 5);
    expect(shared.without[0][0]).toBeCloseTo(productOfShared(left(a), left(b), 5).value, 12);
    expect(shared.without[1]).toEqual(new Array(5).fill(shared.value));
    const sets = productOfSets(a, b);
    expect(sets.without[0][0]).toBeCloseTo(productOfSets(left(a), b).value, 12);
    expect(sets.without[1][0]).toBeCloseTo(productOfSets(a, left(b)).value, 12);
  });

  it("of one group are exact", () => {
    const exact = noisy(MEAN, 1, () => 0);
    const product = productOfShared(exact, exact, 0);
    expect(product.value).toBeCloseTo(square, 12);
    expect(standardError(product)).toBe(0);
    expect(isSeen(product)).toBe(true);
  });

  it("are not seen where there is nothing but noise", () => {
    const seen = Array.from({ length: 500 }, () => {
      const nothing = noisy([0, 0, 0], 16, centred);
      return isSeen(productOfShared(nothing, nothing, 0));
    });
    expect(seen.filter(Boolean).length).toBeLessThan(25);
  });
});

describe("the angle", () => {
  const cosine = (value: number, ...without: number[]) => ({ value, without: [without, []] as const });

  it("is in degrees, between 0 and 180, whatever noise makes of the cosine", () => {
    expect(angleOf(cosine(0.5))).toEqual({ angle: expect.closeTo(60, 10), angleError: 0 });
    expect(angleOf(cosine(1.02)).angle).toBe(0);
    expect(angleOf(cosine(-1.02)).angle).toBe(180);
  });

  it("has the error of its cosine, at 0° too", () => {
    const spread = [0.49, 0.5, 0.51];
    const error = standardError(cosine(0.5, ...spread));
    expect(angleOf(cosine(0.5, ...spread)).angleError).toBeCloseTo(
      60 - (180 / Math.PI) * Math.acos(0.5 + error),
      1,
    );
    const { angle, angleError } = angleOf(cosine(1, ...[0.99, 1, 1.01]));
    expect(angle).toBe(0);
    expect(angleError).toBeCloseTo(
      (180 / Math.PI) * Math.acos(1 - standardError(cosine(1, 0.99, 1, 1.01))),
      10,
    );
  });

  it("is none where a squared norm came out negative", () => {
    const estimate = (value: number, ...without: number[]) => cosine(value, ...without);
    const bad = combine((uv, uu) => uv / Math.sqrt(uu), estimate(1, 1, 1), estimate(1, 2, -1));
    expect(angleOf(bad)).toEqual({ angle: null, angleError: null });
  });
});
