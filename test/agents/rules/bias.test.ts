import { describe, expect, it } from "vitest";
import { creditRules } from "../../../agents/rules/index.js";
import type { CreditRule } from "../../../agents/rules/rule.js";
import { measureBias } from "../../../src/verify/index.js";

const ruleById = (id: string): CreditRule => creditRules.find((rule) => rule.id === id)!;
const measured = new Map(creditRules.map((rule) => [rule, measureBias(rule)]));
const worstError = (rule: CreditRule): number =>
  Math.max(...measured.get(rule)!.map(({ relativeError }) => relativeError));

describe("expected updates over every joint state", () => {
  it("exist for three temperatures of nine networks, or of the three with one full softmax", () => {
    for (const rule of creditRules) {
      expect(measured.get(rule)).toHaveLength(rule.id.startsWith("tdca") ? 9 : 27);
    }
  });

  it.each(creditRules.filter((rule) => rule.unbiased))("of $id are the gradient to 1e-9", (rule) => {
    expect(worstError(rule)).toBeLessThan(1e-9);
  });

  it.each([
    ["weight-max", 0.2, 0.69],
    ["weight-max-author", 0.5, -1],
    ["straight-through", 0.1, 0.9],
    ["unbiased-weight-max:no-omega", 0.01, 0.99],
  ])("of %s miss the gradient by more than %f, with a cosine above %f", (id, leastError, leastCosine) => {
    const rule = ruleById(id);
    expect(rule.unbiased).toBe(false);
    const cases = measured.get(rule)!;
    expect(worstError(rule)).toBeGreaterThan(leastError);
    for (const { cosine } of cases) expect(cosine).toBeGreaterThan(leastCosine);
  });

  it("of a biased rule are still the gradient in the output layer", () => {
    for (const { layers } of measured.get(ruleById("weight-max"))!) {
      expect(layers.at(-1)!.relativeError).toBeLessThan(1e-9);
    }
  });

  it("of unbiased-weight-max:no-omega go wrong only below the top hidden layer", () => {
    const cases = measured.get(ruleById("unbiased-weight-max:no-omega"))!;
    for (const { layers } of cases) {
      const errors = layers.map(({ relativeError }) => relativeError);
      for (const error of errors.slice(-2)) expect(error).toBeLessThan(1e-9);
      for (const error of errors.slice(0, -2)) expect(error).toBeGreaterThan(1e-5);
    }
  });
});
