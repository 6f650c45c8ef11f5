import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RunHead } from "../../src/dashboard/messages.js";
import { readHash } from "../../src/pages/dashboard/read-hash.js";
import { hashOf, listView, runView, type View } from "../../src/pages/dashboard/view-hash.js";
import { withinRun } from "../../src/pages/dashboard/within-run.js";

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
        expect(readHash(hashOf(seen))).toEqual({ view: seen, problems: [] });
      }),
    );
  });

  it("is short for what is usual", () => {
    expect(hashOf(listView)).toBe("#/");
    expect(hashOf(runView("quickstart/one"))).toBe("#/run/quickstart%2Fone");
  });

  it.each(["", "#", "#/"])("%s is the list", (hash) => {
    expect(readHash(hash)).toEqual({ view: listView, problems: [] });
  });

  it.each<[string, string]>([
    ["band=wide", 'band is "wide": allowed is one of ci95, iqr, none. It is left out.'],
    ["centre=median", 'centre is "median": allowed is one of mean, iqm. It is left out.'],
    ["seeds=yes", 'seeds is "yes": allowed is one of 0, 1. It is left out.'],
    ["diagnostics=", 'diagnostics is "": allowed is one of 0, 1. It is left out.'],
    ["settings=some", 'settings is "some": allowed is all. It is left out.'],
    ...["99", "-1", "x", "", "NaN"].map((value): [string, string] => [
      `smooth=${value}`,
      `smooth is "${value}": allowed is a number from 0 to 20, percent of the axis. It is left out.`,
    ]),
    ...["x", "0:5:1", "0:5", "0:1:2:3", ":1:2", "-1:1:2", "0:1:Infinity", "0:-1:2"].map(
      (value): [string, string] => [
        `zoom=${value}`,
        `zoom is "${value}": allowed is PLACE:FROM:TO, once for each environment, whose places count from 0, and with ` +
          "0 ≤ FROM < TO. It is left out.",
      ],
    ),
    ...["[1]", "{", "null", '["a","b"]', '["a","b",1,2]', '["a","b",1.5]'].map((value): [string, string] => [
      `watch=${value}`,
      `watch is "${value}": allowed is ["ENVIRONMENT","RULE",SEED]. It is left out.`,
    ]),
    [
      "bnad=iqr",
      "The address sets bnad: allowed are band, centre, seeds, diagnostics, settings, smooth, watch, off, zoom. It is left out.",
    ],
  ])("says of %s what is allowed, and leaves it out", (part, problem) => {
    expect(readHash(`#/run/a?${part}`)).toEqual({ view: runView("a"), problems: [problem] });
  });

  it("takes the first of what is there twice, and a zoom for each environment once", () => {
    expect(readHash("#/run/a?band=iqr&band=none")).toEqual({
      view: { ...runView("a"), band: "iqr" },
      problems: ["band is there 2 times: allowed is once. The first one counts."],
    });
    const { view, problems } = readHash("#/run/a?zoom=0:1:2&zoom=1:3:4&zoom=0:5:6");
    expect([view.zoom, problems.length]).toEqual([{ 0: [1, 2], 1: [3, 4] }, 1]);
  });

  it("tells each part of several", () => {
    const { view, problems } = readHash("#/run/a?band=wide&smooth=5&centre=x&what=1");
    expect(view).toEqual({ ...runView("a"), smooth: 5 });
    expect(problems.map((problem) => /what|band|centre/.exec(problem)?.[0])).toEqual([
      "what",
      "band",
      "centre",
    ]);
  });

  it.each(["#/runs", "#/run/", "#run"])(
    "%s is the list, and says that it is not what was asked for",
    (hash) => {
      const path = hash.slice(1);
      expect(readHash(hash)).toEqual({
        view: listView,
        problems: [
          `The address asks for "${path}": allowed is "/", or "/run/" with a run's name. Shown are all runs.`,
        ],
      });
    },
  );

  it("sets nothing of the list, and takes a run's name as it can", () => {
    expect(readHash("#/?band=iqr")).toEqual({
      view: listView,
      problems: ["The address sets band: the list of runs has nothing to set. It is left out."],
    });
    expect(readHash("#/run/%E0%A4%A")).toMatchObject({ view: { run: "%E0%A4%A" }, problems: [] });
  });
});

describe("what is seen of a run", () => {
  const head = {
    rules: ["reinforce", "backprop"],
    seeds: [3, 5],
    environments: [
      { env: "CartPole-v1", axis: "episode", rules: ["reinforce", "backprop"], isDrawn: true },
      { env: "./mine.ts", axis: "episode", rules: ["reinforce"], isDrawn: false },
    ],
  } as unknown as RunHead;

  it("stays as it is where the run has all of it", () => {
    const seen: View = {
      ...runView("a"),
      off: ["backprop"],
      zoom: { 1: [0, 5] },
      watched: { env: "CartPole-v1", rule: "backprop", seed: 5 },
    };
    expect(withinRun(seen, head)).toEqual({ view: seen, problems: [] });
  });

  it.each<[Partial<View>, string]>([
    [{ off: ["ppo"] }, 'off is "ppo": allowed is a rule of this run, reinforce, backprop'],
    [
      { zoom: { 2: [0, 5] } },
      "zoom is for the environment at place 2: allowed is 0 (CartPole-v1), 1 (./mine.ts)",
    ],
    [
      { watched: { env: "Acrobot-v1", rule: "backprop", seed: 3 } },
      'watch has the environment "Acrobot-v1": allowed is CartPole-v1',
    ],
    [
      { watched: { env: "./mine.ts", rule: "reinforce", seed: 3 } },
      'watch has the environment "./mine.ts": allowed is CartPole-v1',
    ],
    [
      { watched: { env: "CartPole-v1", rule: "ppo", seed: 3 } },
      'watch has the rule "ppo": allowed is reinforce, backprop',
    ],
    [{ watched: { env: "CartPole-v1", rule: "backprop", seed: 4 } }, "watch has the seed 4: allowed is 3, 5"],
  ])("is without %o, which is told", (part, problem) => {
    expect(withinRun({ ...runView("a"), ...part }, head)).toEqual({
      view: runView("a"),
      problems: [`${problem}. It is left out.`],
    });
  });
});
