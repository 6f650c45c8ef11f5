import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ENVIRONMENTS } from "../../src/pages/playground/environments.js";
import { FACTOR_LIMITS } from "../../src/pages/playground/factor-scale.js";
import {
  countChanges,
  DEFAULT_SETUP,
  factorsNow,
  fromTheStart,
  hashOf,
  inEnvironment,
  MOST_CHANGES,
  MOST_RULES,
  type Setup,
  withChange,
} from "../../src/pages/playground/link.js";
import { readHash } from "../../src/pages/playground/read-link.js";
import { PLAYED_RULES } from "../../src/pages/playground/settings.js";
import { SPEEDS } from "../../src/pages/playground/speeds.js";

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

  it("says the speed where it is not the usual one, and of old keeps the one that it says", () => {
    expect(hashOf({ view: "play", setup: DEFAULT_SETUP })).not.toContain("speed");
    for (const speed of ["slow", "real", "fast", "full"] as const) {
      const hash = `#/?env=CartPole-v1&rules=backprop,weight-max&seed=1&speed=${speed}`;
      expect(read(hash)).toEqual({ setup: { ...DEFAULT_SETUP, speed }, problems: [] });
      expect(hashOf({ view: "play", setup: { ...DEFAULT_SETUP, speed } })).toBe(hash);
    }
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
    ["env=Pong-v5", '"Pong-v5"', "Acrobot-v1", { env: DEFAULT_SETUP.env }],
    ["env=Acrobot-v1&env=Pong", '"Pong"', "one value", { env: "Acrobot-v1" }],
    ["seed=-1", '"-1"', "whole number", { seed: DEFAULT_SETUP.seed }],
    ["seed=1e3", '"1e3"', "whole number", { seed: DEFAULT_SETUP.seed }],
    ["seed=", '""', "whole number", { seed: DEFAULT_SETUP.seed }],
    ["rules=", '""', "one to 4 of reinforce", { rules: DEFAULT_SETUP.rules }],
    ["rules=backprop,magic", '"magic"', "one of reinforce", { rules: ["backprop"] }],
    ["rules=backprop,,reinforce", '""', "one of reinforce", { rules: ["backprop", "reinforce"] }],
    ["rules=backprop,backprop", '"backprop" 2 times', "each rule once", { rules: ["backprop"] }],
    ["rules=tdca", '"tdca"', "one of reinforce", { rules: DEFAULT_SETUP.rules }],
    [
      `rules=${PLAYED_RULES.slice(0, 6).join(",")}`,
      `not shown is ${PLAYED_RULES[4]} and ${PLAYED_RULES[5]}`,
      "allowed are 4",
      { rules: PLAYED_RULES.slice(0, 4) },
    ],
    ["speed=warp", '"warp"', "slow, real, fast, lapse, full", { speed: DEFAULT_SETUP.speed }],
    ["colour=red", 'colour is "red"', "env, rules, seed, speed and change", DEFAULT_SETUP],
    ["change=weight-max@10", '"weight-max@10"', "RULE@STEP*FACTORS", { changes: {} }],
    ["change=weight-max@10*1,1,1,100", "@10*1,1,1,100", "to 64", { changes: {} }],
    ["change=weight-max@10*1,1,1,0", "@10*1,1,1,0", "from 0.0156", { changes: {} }],
    ["change=weight-max@10*1,1,1,", "@10*1,1,1,", "from 0.0156", { changes: {} }],
    ["change=weight-max@10*2,1", "@10*2,1", "4 factors", { changes: {} }],
    ["change=reinforce@10*1,1,1,1", "reinforce@10", "backprop or weight-max", { changes: {} }],
    [`change=backprop@${2 ** 53}*1,1,1,1`, `backprop@${2 ** 53}`, "2^53", { changes: {} }],
  ])(
    "%s: says in a sentence what it is and what is allowed, and takes the default",
    (query, value, allowed, part) => {
      const { setup, problems } = read(`#/?${query}`);
      expect(setup).toMatchObject(part);
      expect(problems).toHaveLength(1);
      expect(problems[0]).toContain(value);
      expect(problems[0]).toContain(allowed);
      expect(problems[0]!.match(/\.(?=\s|$)/g)).toHaveLength(1);
    },
  );

  it("says that changes are out of order, and keeps the others", () => {
    const { setup, problems } = read("#/?change=backprop@20*2,2,2,2&change=backprop@10*4,4,4,4");
    expect(setup.changes).toEqual({ backprop: [{ step: 20, factors: [2, 2, 2, 2] }] });
    expect(problems).toEqual([expect.stringContaining("after 20")]);
  });

  it("says how many changes it holds too many", () => {
    const many = Array.from({ length: MOST_CHANGES + 3 }, (_, k) => `change=backprop@${k}*2,2,2,2`);
    const { setup, problems } = read(`#/?${many.join("&")}`);
    expect(countChanges(setup)).toBe(MOST_CHANGES);
    expect(problems).toEqual([expect.stringContaining("the last 3")]);
  });

  it("says what it does not take beside a rule, or in place of a page", () => {
    expect(readHash("#/rules?seed=1").problems).toEqual([expect.stringContaining('"seed=1"')]);
    expect(readHash("#/play?seed=4").problems).toEqual([expect.stringContaining('"play"')]);
    expect(read("#/play?seed=4").setup.seed).toBe(4);
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
    expect(withChange(changed, "backprop", { step: 100, factors: [8, 1, 1, 1] }).changes).toEqual({
      backprop: [{ step: 100, factors: [8, 1, 1, 1] }],
    });
  });

  it("back to what there was are none", () => {
    const back = withChange(changed, "backprop", { step: 300, factors: [2, 2, 2, 1] });
    expect(back.changes).toEqual({ backprop: [{ step: 100, factors: [2, 2, 2, 1] }] });
    const none = withChange(changed, "backprop", { step: 100, factors: [1, 1, 1, 1] });
    expect(none).toEqual(DEFAULT_SETUP);
  });

  it("become the rates of a restart", () => {
    expect(fromTheStart(changed).changes).toEqual({ backprop: [{ step: 0, factors: [4, 2, 2, 1] }] });
    expect(fromTheStart(DEFAULT_SETUP).changes).toEqual({});
  });

  it("do not go along to another environment", () => {
    expect(inEnvironment(changed, "Acrobot-v1")).toEqual({ ...DEFAULT_SETUP, env: "Acrobot-v1" });
  });
});
