import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hashOf, listView, runView, type View, viewOfHash } from "../../src/pages/dashboard/view-hash.js";

describe("the address of what is seen", () => {
  const text = fc.string({ unit: "binary", minLength: 1, maxLength: 12 });
  const six = fc.integer({ min: 0, max: 999_999 });
  const view: fc.Arbitrary<View> = fc.record({
    run: text,
    off: fc.uniqueArray(text),
    band: fc.constantFrom("ci95", "iqr", "none"),
    centre: fc.constantFrom("mean", "iqm", undefined),
    smooth: fc.integer({ min: 0, max: 20 }),
    seeds: fc.boolean(),
    zoom: fc.dictionary(
      fc.constantFrom("0", "1", "7"),
      fc.tuple(six, six).filter(([from, to]) => from < to),
      { noNullPrototype: true },
    ),
    watched: fc.option(fc.record({ env: text, rule: text, seed: six }), { nil: undefined }),
    isDiagnosticsOpen: fc.boolean(),
    areAllSettings: fc.boolean(),
  });

  it("leads back to it, whatever names there are", () => {
    fc.assert(
      fc.property(view, (seen) => {
        expect(viewOfHash(hashOf(seen))).toEqual(seen);
      }),
    );
  });

  it("is short for what is usual", () => {
    expect(hashOf(listView)).toBe("#/");
    expect(hashOf(runView("quickstart/one"))).toBe("#/run/quickstart%2Fone");
  });

  it.each(["", "#", "#/runs", "#/run/", "#run"])("%s is the list", (hash) => {
    expect(viewOfHash(hash)).toEqual(listView);
  });

  it("has nothing of what makes no sense", () => {
    const hash = "#/run/a?band=wide&centre=x&smooth=99&zoom=0:5:1&zoom=x&watch=[1]&diagnostics=2";
    expect(viewOfHash(hash)).toEqual(runView("a"));
    expect(viewOfHash("#/run/%E0%A4%A")).toMatchObject({ run: "%E0%A4%A" });
  });
});
