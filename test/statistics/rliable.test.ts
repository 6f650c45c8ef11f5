import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  expectSameEstimates,
  expectSameIntervals,
  type RliableCase,
  type RliableNumbers,
} from "./rliable-cases.js";

/** Recorded by `rliable_numbers.py` beside it. */
const { origin, cases } = JSON.parse(
  readFileSync(join(import.meta.dirname, "../fixtures/statistics/rliable.json"), "utf8"),
) as {
  readonly origin: { readonly rliable: string };
  readonly cases: readonly (RliableCase & { readonly expected: RliableNumbers })[];
};

describe(`rliable ${origin.rliable}'s recorded numbers`, () => {
  it("are of many shapes", () => {
    const shapes = new Set(cases.map(({ scores }) => `${scores.length} × ${scores[0]!.length}`));
    expect(shapes.size).toBe(9);
    expect(cases).toHaveLength(36);
  });

  it.each(cases)("$name: the same point estimates", (one) => {
    expectSameEstimates(one, one.expected);
  });

  it.each(cases.filter(({ reps }) => reps > 0))("$name: intervals within the bootstrap's error", (one) => {
    expectSameIntervals(one, one.expected, 4000);
  });
});
