import { describe, expect, it } from "vitest";
import { backprop } from "../../agents/rules/backprop.js";
import { reinforce } from "../../agents/rules/reinforce.js";
import type { CreditRule } from "../../agents/rules/rule.js";
import { straightThrough } from "../../agents/rules/straight-through.js";
import { unbiasedWeightMax } from "../../agents/rules/unbiased-weight-max.js";
import { createReferenceEngine } from "../../src/engine/reference/reference-engine.js";
import { formatVerification, runVerification, type VerificationOptions } from "../../src/verify/index.js";

const quick: VerificationOptions = {
  engines: [createReferenceEngine()],
  variance: { widths: [8, 16], initialisations: 1, passes: 2 },
};

describe("runVerification", () => {
  it("finds that the variance grows with the width under REINFORCE, not under Unbiased Weight Maximization", () => {
    const { rules, engines, holds } = runVerification({ rules: [reinforce, unbiasedWeightMax] });
    expect(holds).toBe(true);
    expect(engines.map(({ engine }) => engine)).toEqual(["wasm", "wasm"]);
    const [team, local] = rules;
    expect(team.slope).toBeGreaterThan(0.5);
    expect(Math.abs(local.slope!)).toBeLessThan(0.15);
    expect(local.variance.map(({ width }) => width)).toEqual([8, 16, 32, 64, 128, 256]);
    for (const { value, standardError } of local.variance) {
      expect(Math.abs(value - 115)).toBeLessThan(15);
      expect(standardError).toBeLessThan(8);
    }
  });

  const report = runVerification({ ...quick, rules: [reinforce, straightThrough, backprop] });

  it("measures bias, cosine and variance of each rule", () => {
    expect(report.rules.map(({ rule, unbiased }) => [rule, unbiased])).toEqual([
      ["reinforce", true],
      ["straight-through", false],
      ["backprop", true],
    ]);
    for (const { cosine, variance, slope, cases } of report.rules) {
      expect(cosine).toBeGreaterThan(0.9);
      expect(variance.map(({ width }) => width)).toEqual([8, 16]);
      expect(slope).toBeTypeOf("number");
      expect(cases).toHaveLength(27);
    }
    expect(report.engines).toHaveLength(3);
    expect(report.holds).toBe(true);
  });

  it("reads well", () => {
    const text = formatVerification(report);
    expect(text).toMatch(/^reinforce +\d\.\de-1\d +1\.0000 +unbiased$/m);
    expect(text).toMatch(/^straight-through +\d\.\de-1 +0\.9\d+ +biased$/m);
    expect(text).toMatch(/^rule +8 +16 +slope$/m);
    expect(text).toMatch(/The check holds\.\n$/);
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
  });

  it("does not hold when a rule is biased though it says it is not", () => {
    const liar: CreditRule = { ...straightThrough, id: "liar", unbiased: true };
    const failed = runVerification({ ...quick, rules: [reinforce, liar] });
    expect(failed.holds).toBe(false);
    expect(failed.rules.map(({ unbiased }) => unbiased)).toEqual([true, false]);
    expect(formatVerification(failed)).toMatch(/liar .*BIASED, though declared unbiased/);
    expect(formatVerification(failed)).toContain("The check DOES NOT HOLD.");
  });

  it("does not hold when an engine differs", () => {
    const reference = createReferenceEngine();
    const wrong = { ...reference, id: "wrong", score: reference.multiply };
    const failed = runVerification({ ...quick, engines: [wrong], rules: [reinforce] });
    expect(failed.holds).toBe(false);
    expect(failed.rules[0].unbiased).toBe(true);
    expect(formatVerification(failed)).toMatch(/reinforce +wrong .*DIFFERS/);
  });

  it("names rules that take no network of the suite", () => {
    const picky: CreditRule = { ...reinforce, id: "picky", supports: () => 'rule "picky" wants more' };
    const { rules, skipped, holds } = runVerification({ ...quick, rules: [picky] });
    expect(rules).toEqual([]);
    expect(skipped).toEqual([{ rule: "picky", reason: 'rule "picky" wants more' }]);
    expect(holds).toBe(true);
  });

  it("reports progress from 0 to the end", () => {
    const seen: number[] = [];
    runVerification({
      ...quick,
      rules: [reinforce],
      onProgress({ done, total }) {
        seen.push(done / total);
      },
    });
    expect(seen[0]).toBe(0);
    expect(seen.at(-1)).toBe(1);
  });
});
