import { describe, expect, it } from "vitest";
import { reinforce } from "../../agents/rules/reinforce.js";
import type { CreditRule } from "../../agents/rules/rule.js";
import { straightThrough } from "../../agents/rules/straight-through.js";
import { expectedUpdate } from "../../src/verify/expected-update.js";
import { enumerationSuite } from "../../src/verify/suite.js";
import { measureBias } from "../../src/verify/unbiasedness.js";

describe("the suite", () => {
  const suite = enumerationSuite(() => true);

  it("is the same every time, and no two of its cases are", () => {
    expect(enumerationSuite(() => true)).toEqual(suite);
    expect(new Set(suite.map(({ id }) => id)).size).toBe(suite.length);
    expect(new Set(suite.map(({ weights }) => weights[0][0])).size).toBe(suite.length);
  });

  it("has networks of one to three hidden layers, all heads, temperatures 1, 2 and mixed", () => {
    expect(new Set(suite.map(({ spec }) => spec.hidden.length))).toEqual(new Set([1, 2, 3]));
    const heads = suite.flatMap(({ spec }) => spec.heads);
    expect(new Set(heads.map(({ kind, fullLogits }) => `${kind} ${fullLogits ?? false}`)).size).toBe(3);
    expect(suite.some(({ spec }) => spec.heads.length === 2)).toBe(true);
    expect(suite.some(({ spec }) => spec.temperatures!.every((temperature) => temperature === 2))).toBe(true);
  });

  it("weighs inputs with probabilities that sum to 1", () => {
    for (const { inputProbabilities } of suite) {
      expect(inputProbabilities.reduce((sum, chance) => sum + chance)).toBeCloseTo(1, 12);
    }
  });
});

describe("the expected update", () => {
  it("of h instead of h − p is seen to be wrong", () => {
    const unscored: CreditRule = {
      ...reinforce,
      bind: ({ layers }) => ({
        credit(l) {
          layers[l].eligibility.data.set(layers[l].h.data);
        },
      }),
    };
    for (const { relativeError } of measureBias(unscored)) expect(relativeError).toBeGreaterThan(0.1);
  });

  it("scaled by a millionth of a percent is seen to be wrong", () => {
    const scaled: CreditRule = {
      ...reinforce,
      bind: (network) => {
        const bound = reinforce.bind(network);
        return {
          credit(l) {
            bound.credit(l);
            const { data } = network.layers[l].eligibility;
            for (let k = 0; k < data.length; k++) data[k] *= 1 + 1e-8;
          },
        };
      },
    };
    for (const { relativeError } of measureBias(scaled)) {
      expect(relativeError).toBeGreaterThan(9e-9);
      expect(relativeError).toBeLessThan(1.1e-8);
    }
  });

  it("of REINFORCE with a baseline is unchanged: probabilities of all states sum to 1", () => {
    for (const testCase of enumerationSuite(() => true)) {
      const rewards = testCase.rewards.map((row) => row.map((reward) => reward - 7));
      const plain = expectedUpdate(reinforce, testCase);
      const baselined = expectedUpdate(reinforce, { ...testCase, rewards });
      plain.forEach((layer, l) => {
        layer.forEach((value, k) => {
          expect(baselined[l][k]).toBeCloseTo(value, 12);
        });
      });
    }
  });

  it("of a rule that hands out rewards counts them", () => {
    const rewarding: CreditRule = {
      ...reinforce,
      bind: ({ engine, layers }) => ({
        handsOutRewards: true,
        credit(l) {
          engine.score(layers[l].eligibility, layers[l].h, layers[l].p);
          layers[l].reward.data.fill(2);
        },
      }),
    };
    for (const { relativeError, cosine } of measureBias(rewarding)) {
      expect(relativeError).toBeCloseTo(1, 9);
      expect(cosine).toBeCloseTo(1, 9);
    }
  });

  it("of a rule that steps its layers starts each state from the same weights", () => {
    // Straight-through at a vanishing step would not change; at rate 1 it must, below the top layer only.
    const [testCase] = enumerationSuite(() => true);
    const plain = expectedUpdate(straightThrough, testCase);
    const stepping = expectedUpdate({ ...straightThrough, stepsTopDown: true }, testCase);
    const top = plain.length - 1;
    stepping[top].forEach((value, k) => {
      expect(value).toBeCloseTo(plain[top][k], 12);
    });
    expect(Math.abs(stepping[0][0] - plain[0][0])).toBeGreaterThan(1e-6);
  });
});
