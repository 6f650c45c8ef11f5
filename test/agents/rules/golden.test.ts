import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CASE_KEYS, EXACT_GRADIENT, runCases } from "../../../src/verify/index.js";

const FILE = new URL("../../fixtures/rules/rules.json", import.meta.url);
const report = runCases(readFileSync(FILE, "utf8"), "rules.json");

describe("recorded updates", () => {
  it.each(Object.values(CASE_KEYS))("%s repeats each of the 7 single updates to 1e-9", (rule) => {
    const errors = report.cases
      .filter((result) => result.rule === rule && result.quantity === "update")
      .map(({ maxAbsError }) => maxAbsError);
    expect(errors).toHaveLength(7);
    expect(Math.max(...errors)).toBeLessThan(1e-9);
  });

  it.each(
    Object.entries(CASE_KEYS)
      .filter(([key]) => key !== "wm_author_sgd_lr1")
      .map(([, rule]) => rule),
  )("%s repeats each of the 3 expected updates to 1e-9", (rule) => {
    const errors = report.cases
      .filter((result) => result.rule === rule && result.quantity === "expected update")
      .map(({ maxAbsError }) => maxAbsError);
    expect(errors).toHaveLength(3);
    expect(Math.max(...errors)).toBeLessThan(1e-9);
  });

  it("are joined by exact gradients that the dual numbers repeat to 1e-9", () => {
    const errors = report.cases.filter(({ rule }) => rule === EXACT_GRADIENT);
    expect(errors.map(({ id }) => id)).toEqual(["exact0", "exact1", "exact3"]);
    for (const { maxAbsError } of errors) expect(maxAbsError).toBeLessThan(1e-9);
  });

  it("make the check hold", () => {
    expect(report.holds).toBe(true);
  });
});
