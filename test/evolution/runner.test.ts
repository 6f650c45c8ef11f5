import { makeVec } from "gymnasium-js";
import { describe, expect, test } from "vitest";
import type { AgentConfig } from "../../agents/config.js";
import { unevolvedParameters } from "../../agents/top-down/unevolved.js";
import {
  cartPoleFamily,
  navigationFamily,
  type TaskFamily,
  tanhBanditFamily,
} from "../../envs/families/index.js";
import { CART_POLE_AGENT, CART_POLE_TOP_DOWN } from "../../src/bench/lifetime-protocol.js";
import { PlainLifetime } from "../../src/bench/plain-lifetime.js";
import { type LifetimeOptions, LifetimeRunner } from "../../src/evolution/lifetimes.js";

const UPDATES = 4;
const OPTIONS: LifetimeOptions = {
  ...{ family: cartPoleFamily, config: CART_POLE_AGENT, rule: "tdca", updates: UPDATES },
  topDown: CART_POLE_TOP_DOWN,
};
const TASKS = cartPoleFamily.sample("training", 1, 5);
const SEEDS = [11, 12, 13, 14, 2 ** 53 - 1];
const MEMBERS = [1, 2, 3, 4, 5, 6, 7].map((seed) => unevolvedParameters(CART_POLE_TOP_DOWN, seed));

/** Returns of one member on one task. */
function own(returns: Float64Array, member: number, task: number, tasks: number): number[] {
  const start = (member * tasks + task) * (UPDATES + 1);
  return [...returns.subarray(start, start + UPDATES + 1)];
}

describe("a lifetime depends on nothing but itself", () => {
  const { returns, steps } = new LifetimeRunner(OPTIONS).run(MEMBERS, TASKS, SEEDS);

  for (const slots of [1, 2, 3, 8, 40]) {
    test(`with ${slots} slots`, () => {
      const other = new LifetimeRunner({ ...OPTIONS, slots }).run(MEMBERS, TASKS, SEEDS);
      expect(other.returns).toEqual(returns);
      expect(other.steps).toBe(steps);
    });
  }

  test("with members and tasks in another order, and in a second run", () => {
    const runner = new LifetimeRunner(OPTIONS);
    const reversed = runner.run([...MEMBERS].reverse(), [...TASKS].reverse(), [...SEEDS].reverse()).returns;
    MEMBERS.forEach((_, m) => {
      TASKS.forEach((_, t) => {
        const there = own(reversed, MEMBERS.length - 1 - m, TASKS.length - 1 - t, TASKS.length);
        expect(there).toEqual(own(returns, m, t, TASKS.length));
      });
    });
    expect(runner.run(MEMBERS, TASKS, SEEDS).returns).toEqual(returns);
  });

  test("alone", () => {
    const alone = new LifetimeRunner(OPTIONS).run([MEMBERS[3]], [TASKS[4]], [SEEDS[4]]);
    expect([...alone.returns]).toEqual(own(returns, 3, 4, TASKS.length));
  });

  test("its returns are NaN from where its weights overflow, and nobody else's", () => {
    const poisoned = MEMBERS.map((member, m) => (m === 2 ? member.map(() => Number.NaN) : member));
    const found = new LifetimeRunner(OPTIONS).run(poisoned, TASKS, SEEDS).returns;
    TASKS.forEach((_, t) => {
      MEMBERS.forEach((_, m) => {
        const there = own(found, m, t, TASKS.length);
        const [first, ...others] = own(returns, m, t, TASKS.length);
        expect(there).toEqual([first, ...others.map((value) => (m === 2 ? Number.NaN : value))]);
      });
    });
    const config: AgentConfig = { ...CART_POLE_AGENT, rates: [1e300, 1e300] };
    const fast = new LifetimeRunner({ ...OPTIONS, config }).run(MEMBERS.slice(0, 1), TASKS, SEEDS).returns;
    expect(own(fast, 0, 0, TASKS.length).at(-1)).toBeNaN();
  });

  test("members meet the same first batch on a task, and then differ", () => {
    TASKS.forEach((_, t) => {
      const [first, ...others] = MEMBERS.map((_, m) => own(returns, m, t, TASKS.length));
      for (const other of others) expect(other[0]).toBe(first[0]);
    });
    const all = MEMBERS.flatMap((_, m) => TASKS.map((_, t) => String(own(returns, m, t, TASKS.length))));
    // Two members may both end up with a policy that always does the same.
    expect(new Set(all).size).toBeGreaterThan(0.9 * all.length);
  });

  test("steps are those of all episodes: with rewards of 1, the sum of returns", () => {
    const { episodes } = CART_POLE_AGENT.batchReturn;
    expect(steps).toBe(returns.reduce((sum, value) => sum + value, 0) * episodes);
  });
});

describe("whole lifetimes", () => {
  for (const rule of ["tdca", "backprop"]) {
    test(`${rule}: returns of nearly all equal those in float64`, () => {
      const tasks = cartPoleFamily.sample("held-out", 2, SEEDS.length);
      const topDown = rule === "tdca" ? CART_POLE_TOP_DOWN : null;
      const parameters = rule === "tdca" ? MEMBERS[0] : new Float32Array(0);
      const options = { ...OPTIONS, rule, topDown, updates: 20 };
      const { returns } = new LifetimeRunner(options).run([parameters], tasks, SEEDS);
      const equal = tasks.filter((task, t) => {
        const seed = SEEDS[t];
        const plain = new PlainLifetime({ ...options, parameters, task, seed }, [4, 32, 2]);
        plain.run();
        return plain.returns.every((value, k) => value === returns[t * 21 + k]);
      });
      // A draw that falls between float32's probability and float64's parts two lifetimes for good.
      expect(equal.length).toBeGreaterThanOrEqual(tasks.length - 1);
    });
  }

  test("backprop learns, rates of 0 do not", () => {
    const last = (config: AgentConfig): number => {
      const runner = new LifetimeRunner({ ...OPTIONS, rule: "backprop", topDown: null, updates: 20, config });
      const { returns } = runner.run([new Float32Array(0)], TASKS, SEEDS);
      return TASKS.reduce((sum, _, t) => sum + returns[t * 21 + 20] / TASKS.length, 0);
    };
    // Longer batches than a history has room for at first.
    expect(last(CART_POLE_AGENT)).toBeGreaterThan(100);
    expect(last({ ...CART_POLE_AGENT, rates: [0, 0] })).toBeLessThan(50);
  });

  test("with advantage 0 nothing is learned, and a random sign is not the true one", () => {
    const returns = (["true", "zero", "random-sign"] as const).map(
      (advantage) => new LifetimeRunner({ ...OPTIONS, advantage }).run(MEMBERS, TASKS, SEEDS).returns,
    );
    const config = { ...CART_POLE_AGENT, rates: [0, 0] };
    const nothing = new LifetimeRunner({ ...OPTIONS, config }).run(MEMBERS, TASKS, SEEDS).returns;
    expect(returns[1]).toEqual(nothing);
    expect(returns[2]).not.toEqual(returns[0]);
    expect(returns[2]).not.toEqual(nothing);
  });
});

describe("refusals", () => {
  const refused = (change: Partial<LifetimeOptions>) => () => new LifetimeRunner({ ...OPTIONS, ...change });
  const config = (change: Partial<AgentConfig>) => refused({ config: { ...CART_POLE_AGENT, ...change } });

  test.each<[string, () => unknown, RegExp]>([
    [
      "rule",
      refused({ rule: "reinforce" }),
      /^rule is "reinforce": fast lifetimes allow one of output-only, /,
    ],
    ["no shape", refused({ topDown: null }), /^topDown is null/],
    ["updates", refused({ updates: 0.5 }), /^updates is 0.5: allowed is an integer of at least 0/],
    ["slots", refused({ slots: 0 }), /^slots is 0: allowed/],
    [
      "three layers",
      config({ hidden: [4, 4, 4], rates: [1, 1, 1, 1] }),
      /^agent.hidden is \[4,4,4\]: .*one or two/,
    ],
    ["units", config({ units: "relu" }), /^agent.units is "relu": fast lifetimes allow tanh/],
    ["temperatures", config({ temperatures: [1, 2] }), /^agent.temperatures is \[1,2\]/],
    [
      "output",
      config({ output: "softmax" }),
      /^agent.output is "softmax": fast lifetimes allow softmax-full/,
    ],
    ["feedback", config({ feedback: "return", gradientNorm: null }), /^agent.feedback is "return"/],
    ["rates", config({ rates: [1, { from: 1, to: 0, steps: 9 }] }), /^agent.rates is .*: .* allow constants/],
    ["entropy", config({ entropy: 0.1 }), /^agent.entropy is 0.1: fast lifetimes allow 0/],
    ["decay", config({ weightDecay: 0.1 }), /^agent.weightDecay is 0.1/],
    ["normalised", config({ normalizeRewards: true }), /^agent.normalizeRewards is true/],
    [
      "seen",
      config({ observation: { ...CART_POLE_AGENT.observation, scale: null, normalize: true } }),
      /^agent.observation.normalize is true/,
    ],
    [
      "scale",
      config({ observation: { ...CART_POLE_AGENT.observation, scale: [1, 2] } }),
      /^agent.observation.scale is \[1,2\]: fast lifetimes allow 4 factors, or null/,
    ],
    [
      "layers of F",
      refused({ topDown: { ...CART_POLE_TOP_DOWN, hidden: [] } }),
      /^topDown.hidden is \[\]: fast lifetimes allow one or two layers/,
    ],
    [
      "Box actions",
      refused({ family: navigationFamily }),
      /^action space is .*: fast lifetimes allow Discrete/,
    ],
    [
      "other environments",
      refused({ family: { ...cartPoleFamily, makeVec: () => foreign() } as TaskFamily }),
      /^family is "cart-pole", whose vectors are no NativeVectorEnv of gymnasium-js: allowed is a family that/,
    ],
    [
      "environments that do not come",
      refused({
        family: { ...cartPoleFamily, makeVec: () => Promise.reject(new Error("no Python")) as never },
      }),
      /^family is "cart-pole", whose vectors are no NativeVectorEnv/,
    ],
  ])("%s", (_, make, sentence) => {
    expect(make).toThrow(sentence);
  });

  test("members, seeds and tasks that do not fit", () => {
    const runner = new LifetimeRunner(OPTIONS);
    expect(() => runner.run([new Float32Array(3)], TASKS, SEEDS)).toThrow(
      /^members\[0\] is "3 numbers": fast lifetimes allow 658 of them/,
    );
    expect(() => runner.run(MEMBERS, TASKS, [1])).toThrow(
      /^seeds is "a list of 1": .* one for each of 5 tasks/,
    );
    expect(() => runner.run(MEMBERS, TASKS, [1, 2, 3, 4, -1])).toThrow(/^seeds\[4\] is -1/);
    const bandit = { ...tanhBanditFamily.sample("training", 1, 1)[0], arms: 7 };
    const config = { ...CART_POLE_AGENT, observation: { ...CART_POLE_AGENT.observation, scale: null } };
    const other = new LifetimeRunner({
      ...OPTIONS,
      family: tanhBanditFamily as TaskFamily,
      rule: "backprop",
      config,
    });
    expect(() => other.run([new Float32Array(0)], [bandit], [1])).toThrow(
      /^tasks have 8 observed numbers and 7 actions: allowed are the 8 and 4 of the family's own/,
    );
  });
});

/** A vector environment that is not one of the native ones. */
function foreign() {
  const native = makeVec("CartPole-v1", { numEnvs: 1 });
  return {
    ...native,
    spec: native.spec,
    observationSpace: native.observationSpace,
    actionSpace: native.actionSpace,
  };
}
