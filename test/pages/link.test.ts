import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ENVIRONMENTS } from "../../src/pages/playground/environments.js";
import {
  countChanges,
  DEFAULT_SETUP,
  factorsNow,
  fromTheStart,
  hashOf,
  inEnvironment,
  MOST_CHANGES,
  MOST_RULES,
  readHash,
  type Setup,
  SPEEDS,
  withChange,
} from "../../src/pages/playground/link.js";
import { FACTOR_LIMITS, PLAYED_RULES } from "../../src/pages/playground/settings.js";

const factor = fc.double({ min: FACTOR_LIMITS.least, max: FACTOR_LIMITS.most, noNaN: true });
const change = fc.record({
  step: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  factors: fc.array(factor, { minLength: 4, maxLength: 4 }),
});
const changesOfOne = fc
  .uniqueArray(change, { selector: ({ step }) => step, minLength: 1, maxLength: MOST_CHANGES / MOST_RULES })
  .map((all) => all.sort((a, b) => a.step - b.step));
const setups: fc.Arbitrary<Setup> = fc
  .record({
    env: fc.constantFrom(...ENVIRONMENTS.map(({ id }) => id)),
    rules: fc.shuffledSubarray([...PLAYED_RULES], { minLength: 1, maxLength: MOST_RULES }),
    seed: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
    speed: fc.constantFrom(...SPEEDS),
    changed: fc.array(fc.option(changesOfOne), { minLength: MOST_RULES, maxLength: MOST_RULES }),
  })
  .map(({ changed, ...setup }) => ({
    ...setup,
    changes: Object.fromEntries(
      setup.rules.flatMap((rule, k) => (changed[k] == null ? [] : [[rule, changed[k]]])),
    ),
  }));

const read = (hash: string): { setup: Setup; problems: readonly string[] } => {
  const { place, problems } = readHash(hash);
  if (place.view !== "play") throw new Error(`${hash} is no playground`);
  return { setup: place.setup, problems };
};

describe("a link", () => {
  it("says all of a setup, to the last bit", () => {
    fc.assert(
      fc.property(setups, (setup) => {
        expect(read(hashOf({ view: "play", setup }))).toEqual({ setup, problems: [] });
      }),
    );
  });

  it("survives the address bar", () => {
    fc.assert(
      fc.property(setups, (setup) => {
        const address = new URL("https://example.org/deep/page/index.html");
        address.hash = hashOf({ view: "play", setup });
        expect(read(new URL(address.href).hash).setup).toEqual(setup);
      }),
    );
  });

  it("without anything asks for the defaults", () => {
    for (const hash of ["", "#", "#/", "#/?"])
      expect(read(hash)).toEqual({ setup: DEFAULT_SETUP, problems: [] });
  });

  it("may lead to the rules, and to one of them", () => {
    expect(readHash("#/rules").place).toEqual({ view: "rules", rule: undefined });
    expect(readHash("#/rules/unbiased-weight-max:no-omega").place).toEqual({
      view: "rules",
      rule: "unbiased-weight-max:no-omega",
    });
    expect(hashOf({ view: "rules", rule: "tdca" })).toBe("#/rules/tdca");
  });

  it("never fails, whatever it holds", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (path, query) => {
        for (const hash of [
          `#${path}`,
          `#/?${query}`,
          `#/?change=${query}`,
          `#/?rules=${query}&seed=${path}`,
        ]) {
          const { place } = readHash(hash);
          if (place.view !== "play") continue;
          expect(hashOf(readHash(hashOf(place)).place)).toBe(hashOf(place));
        }
      }),
    );
  });

  it.each([
    ["env=Pong-v5", "env", { env: DEFAULT_SETUP.env }],
    ["seed=-1", "seed", { seed: DEFAULT_SETUP.seed }],
    ["seed=1e3", "seed", { seed: DEFAULT_SETUP.seed }],
    ["rules=backprop,magic", '"magic"', { rules: ["backprop"] }],
    ["rules=tdca", '"tdca"', { rules: DEFAULT_SETUP.rules }],
    [`rules=${PLAYED_RULES.slice(0, 5).join(",")}`, "5 rules", { rules: PLAYED_RULES.slice(0, 4) }],
    ["speed=warp", "speed", { speed: DEFAULT_SETUP.speed }],
    ["colour=red", "colour", DEFAULT_SETUP],
    ["change=weight-max@10", "weight-max@10", { changes: {} }],
    ["change=weight-max@10*1,1,1,100", "change", { changes: {} }],
    ["change=weight-max@10*1,1,1,0", "change", { changes: {} }],
    ["change=weight-max@10*1,1", "change", { changes: {} }],
    ["change=reinforce@10*1,1,1,1", "change", { changes: {} }],
  ])("%s: says what is wrong in one sentence, and takes the default", (query, word, part) => {
    const { setup, problems } = read(`#/?${query}`);
    expect(setup).toMatchObject(part);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.join()).toContain(word);
  });

  it("says that changes are out of order, and keeps the others", () => {
    const { setup, problems } = read("#/?change=backprop@20*2,2,2,2&change=backprop@10*4,4,4,4");
    expect(setup.changes).toEqual({ backprop: [{ step: 20, factors: [2, 2, 2, 2] }] });
    expect(problems).toHaveLength(1);
  });
});

describe("changes of rates", () => {
  const changed = withChange(
    withChange(DEFAULT_SETUP, "backprop", { step: 100, factors: [2, 2, 2, 1] }),
    "backprop",
    { step: 300, factors: [4, 2, 2, 1] },
  );

  it("are 1 before the first, and then the latest", () => {
    expect(factorsNow(DEFAULT_SETUP, "weight-max")).toEqual([1, 1, 1, 1]);
    expect(factorsNow(changed, "backprop")).toEqual([4, 2, 2, 1]);
    expect(countChanges(changed)).toBe(2);
  });

  it("that are made take the place of those that were to come", () => {
    expect(withChange(changed, "backprop", { step: 100, factors: [1, 1, 1, 1] }).changes).toEqual({
      backprop: [{ step: 100, factors: [1, 1, 1, 1] }],
    });
  });

  it("become the rates of a restart", () => {
    expect(fromTheStart(changed).changes).toEqual({ backprop: [{ step: 0, factors: [4, 2, 2, 1] }] });
    expect(fromTheStart(DEFAULT_SETUP).changes).toEqual({});
  });

  it("do not go along to another environment", () => {
    expect(inEnvironment(changed, "Acrobot-v1")).toEqual({ ...DEFAULT_SETUP, env: "Acrobot-v1" });
  });
});
