import fc from "fast-check";
import { PCG64 } from "gymnasium-js";
import { describe, expect, test } from "vitest";
import { BanditModel, wideBanditFamily } from "../../../envs/families/index.js";
import {
  direction,
  dot,
  evenShare,
  hiddenWeights,
  norm,
  oddBound,
  projection,
  wideShare,
} from "./frozen-features.js";

const softmax = (logits: readonly number[]): number[] => {
  const top = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - top));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
};

describe("contextual-bandit-wide", () => {
  const [task] = wideBanditFamily.sample("training", 3, 1);
  const delta = direction(task!);
  const model = new BanditModel(task!);
  const generator = new PCG64(11);
  const contexts = Array.from({ length: 4000 }, () =>
    Float32Array.from({ length: task!.contextSize }, () => generator.standardNormal()),
  );

  test("one direction tells which arm pays", () => {
    for (const context of contexts.slice(0, 50)) {
      const [zero, one] = model.means(context);
      expect(one! - zero!).toBeCloseTo(dot(delta, Float64Array.from(context)), 10);
    }
  });

  test("a projection lies in the span, and what is left is orthogonal to it", () => {
    const rows = hiddenWeights(32, task!.contextSize, 1);
    const inside = projection(delta, rows);
    const outside = delta.map((value, k) => value - inside[k]!);
    for (const row of rows) expect(Math.abs(dot(outside, row))).toBeLessThan(1e-13);
    const again = projection(inside, rows);
    expect(norm(again.map((value, k) => value - inside[k]!))).toBeLessThan(1e-13);
    expect(norm(projection(delta, hiddenWeights(128, task!.contextSize, 1)))).toBeCloseTo(norm(delta), 10);
  });

  test("the formulas are what the best policies get, and no other policy of the features gets more", () => {
    const rows = hiddenWeights(32, task!.contextSize, 1);
    const inside = projection(delta, rows);
    const gain = (choose: (context: Float64Array) => number): number =>
      contexts.reduce((sum, context) => {
        const x = Float64Array.from(context);
        return sum + (Math.sign(choose(x)) * dot(delta, x)) / 2;
      }, 0) / contexts.length;
    // Standard error of a mean of 4000 values of standard deviation |δ|/2 at most.
    const error = norm(delta) / 2 / Math.sqrt(contexts.length);
    expect(Math.abs(gain((x) => dot(delta, x)) - norm(delta) / Math.sqrt(2 * Math.PI))).toBeLessThan(
      4 * error,
    );
    const most = norm(inside) / Math.sqrt(2 * Math.PI);
    expect(Math.abs(gain((x) => dot(inside, x)) - most)).toBeLessThan(4 * error);
    // Hidden units with biases, other slopes and other output weights know nothing more.
    for (let k = 0; k < 10; k++) {
      const output = rows.map((row) => dot(inside, row) + 0.3 * generator.standardNormal() * norm(inside));
      const biases = rows.map(() => 0.5 * generator.standardNormal());
      const policy = (x: Float64Array): number =>
        rows.reduce((sum, row, j) => sum + output[j]! * Math.tanh((1 + k / 4) * dot(row, x) + biases[j]!), 0);
      expect(gain(policy)).toBeLessThan(most + 4 * error);
    }
  });

  test("32 units that do not learn get half of the optimum, on training and on held-out tasks", () => {
    for (const split of ["training", "held-out"] as const) {
      const { mean, ci95 } = wideShare(split, 300, 32);
      // |P δ|² / |δ|² has a Beta distribution of mean 32/128 when δ is normal.
      expect(mean).toBeGreaterThan(0.48);
      expect(mean).toBeLessThan(0.51);
      expect(ci95[1] - ci95[0]).toBeLessThan(0.02);
    }
  });

  test("more units know more: as many as there are inputs know all", () => {
    expect(wideShare("training", 20, 64).mean).toBeCloseTo(Math.SQRT1_2, 1);
    expect(wideShare("training", 3, 128).mean).toBeCloseTo(1, 10);
  });
});

describe("contextual-bandit-even", () => {
  test("odd logits plus constants get no more than the bound, for any logits", () => {
    const numbers = fc.array(fc.double({ min: -6, max: 6, noNaN: true }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(numbers, numbers, numbers, (z, c, rewards) => {
        const p = softmax(z.map((value, a) => value + c[a]!));
        const q = softmax(z.map((value, a) => c[a]! - value));
        const reward = rewards.reduce((sum, one, a) => sum + (one * (p[a]! + q[a]!)) / 2, 0);
        const favourite = c.indexOf(Math.max(...c));
        expect(reward).toBeLessThanOrEqual(oddBound(rewards, favourite) + 1e-12);
      }),
      { numRuns: 2000 },
    );
  });

  test("the bound can be reached: by two arms in turn, or by the favourite", () => {
    const rewards = [0.3, 1, -2, 0.5];
    const turns = [0, 40, 0, -40];
    const p = softmax(turns);
    const q = softmax(turns.map((value) => -value));
    expect(rewards.reduce((sum, one, a) => sum + (one * (p[a]! + q[a]!)) / 2, 0)).toBeCloseTo(
      oddBound(rewards, 0),
      10,
    );
    expect(oddBound(rewards, 1)).toBe(1);
  });

  test("is about three quarters of the optimum with four arms, half with two", () => {
    for (const split of ["training", "held-out"] as const) {
      const { mean } = evenShare(split, 100, 400);
      expect(mean).toBeGreaterThan(0.7);
      expect(mean).toBeLessThan(0.85);
      const two = evenShare(split, 100, 400, { arms: 2 });
      expect(two.mean).toBeGreaterThan(0.49);
      expect(two.mean).toBeLessThan(0.56);
    }
  });
});
