import { describe, expect, test } from "vitest";
import type { AgentConfig } from "../../agents/config.js";
import { AgentConfigError } from "../../agents/errors.js";
import { creditRule, creditRules } from "../../agents/rules/index.js";
import type { CreditRule } from "../../agents/rules/rule.js";
import { createReferenceEngine } from "../../src/engine/reference/reference-engine.js";
import { createWasmEngine } from "../../src/engine/wasm/wasm-engine.js";
import { agentWith, live, scriptedStep, smallConfig } from "./scripted.js";

const MODES: Readonly<Record<string, Partial<AgentConfig>>> = {
  reward: { feedback: "reward" },
  "TD error": { feedback: "td-error" },
  "TD error with actor traces": { feedback: "td-error", lambda: 0.7 },
  "TD error, lagging": { feedback: "td-error", lag: true, bootstrapTruncated: false },
  return: { feedback: "return", baseline: "mean" },
  "return with critic": { feedback: "return", baseline: "critic" },
  "normalised observations and rewards": {
    feedback: "td-error",
    observation: { scale: null, normalize: true, embedding: null, embeddingRate: null },
    normalizeRewards: true,
  },
  "entropy and weight decay": { feedback: "td-error", lambda: 0.5, entropy: 0.1, weightDecay: 0.2 },
  "entropy, lagging": { feedback: "td-error", lag: true, bootstrapTruncated: false, entropy: 0.1 },
  "entropy of episodes": { feedback: "return", baseline: "mean", entropy: 0.1, weightDecay: 0.1 },
  "momentum and schedules": {
    feedback: "td-error",
    optimizer: { kind: "momentum", momentum: 0.9 },
    rates: [{ from: 0.01, to: 0.001, steps: 10 }, 0.005, 0.003],
  },
};
const ENGINES = { reference: createReferenceEngine, wasm: createWasmEngine };

describe.each(Object.entries(ENGINES))("on engine %s", (_, createEngine) => {
  describe.each(Object.entries(MODES))("with feedback: %s", (_name, mode) => {
    const rules = creditRules.filter((rule) => mode.feedback !== "return" || takesReturns(rule));
    test.each(rules.map((rule) => rule.id))("%s: packed replicas equal separate ones bit for bit", (id) => {
      const config = smallConfig(mode);
      const seeds = [3, 11];
      const packed = agentWith(id, config, seeds, 2, createEngine());
      live(packed, [0, 1, 2, 3], 0, 40);
      seeds.forEach((seed, replica) => {
        const alone = agentWith(id, config, [seed], 2, createEngine());
        live(alone, [2 * replica, 2 * replica + 1], 0, 40);
        const { tensors } = alone.state();
        for (const [name, values] of Object.entries(packed.state().tensors)) {
          const share = values.length / seeds.length;
          expect(values.slice(replica * share, (replica + 1) * share), name).toEqual(tensors[name]);
        }
      });
    });

    test.each([1, 2])("a restored agent goes on as if nothing had happened, batch %i", (batch) => {
      const config = smallConfig(mode);
      const ids = [5, 6].slice(0, batch);
      const whole = agentWith("weight-max", config, [7], batch, createEngine());
      const actions = live(whole, ids, 0, 60);
      const first = agentWith("weight-max", config, [7], batch, createEngine());
      live(first, ids, 0, 31);
      const second = agentWith("weight-max", config, [7], batch, createEngine());
      second.restore(JSON.parse(JSON.stringify(first.state()), reviveArrays));
      expect(live(second, ids, 31, 60)).toEqual(actions.slice(31 * batch));
      expect(second.state()).toEqual(whole.state());
    });

    test("a transition that is a reset teaches nothing", () => {
      const agent = agentWith("weight-max", smallConfig({ ...mode, lag: false }), [1], 1, createEngine());
      live(agent, [0], 0, 20);
      const before = agent.state();
      const actions = new Int32Array(1);
      const step = scriptedStep([0], 20, actions);
      agent.act(step.observations, actions);
      agent.learn({ ...step, valid: Uint8Array.of(0) });
      const after = agent.state();
      for (const name of Object.keys(before.tensors).filter((key) => key.endsWith("weights"))) {
        expect(after.tensors[name], name).toEqual(before.tensors[name]);
      }
    });
  });
});

test("a restored pack keeps the mean of a replica although another has none yet", () => {
  // Of these sub-environments one ends its first episode long before the other.
  const ids = [0, 3];
  const config = smallConfig({ feedback: "return", baseline: "mean" });
  const ends = (id: number) => (t: number) => {
    const { terminated, truncated } = scriptedStep([id], t, [0]);
    return terminated[0] === 1 || truncated[0] === 1;
  };
  const times = Array.from({ length: 60 }, (_, t) => t);
  const [first, last] = ids.map((id) => times.find(ends(id))!).sort((a, b) => a - b);
  expect(last).toBeGreaterThan(first + 1);
  const whole = agentWith("reinforce", config, [1, 2], 1);
  live(whole, ids, 0, 60);
  const before = agentWith("reinforce", config, [1, 2], 1);
  live(before, ids, 0, first + 1);
  const after = agentWith("reinforce", config, [1, 2], 1);
  after.restore(before.state());
  live(after, ids, first + 1, 60);
  expect(after.state()).toEqual(whole.state());
});

test("actor traces of a rule that hands out rewards change what is learned", () => {
  const run = (lambda: number) => {
    const agent = agentWith("weight-max", smallConfig({ lambda }), [1], 1);
    live(agent, [0], 0, 30);
    return agent.state().tensors["actor.0.weights"];
  };
  expect(run(0.7)).not.toEqual(run(0));
});

test("with λ = 0, traces and no traces learn the same", () => {
  for (const rule of creditRules) {
    // λ so small that every trace is forgotten at once, yet traces are in use.
    const traced = agentWith(rule.id, smallConfig({ lambda: 1e-300 }), [1], 2);
    const plain = agentWith(rule.id, smallConfig({ lambda: 0 }), [1], 2);
    live(traced, [0, 1], 0, 30);
    live(plain, [0, 1], 0, 30);
    const expected = plain.state().tensors["actor.0.weights"];
    traced.state().tensors["actor.0.weights"].forEach((value, k) => {
      expect(value).toBeCloseTo(expected[k], 10);
    });
  }
});

test("a frozen agent draws anew at each act and learns nothing, waiting lessons included", () => {
  const config = smallConfig({ feedback: "td-error", lag: true, bootstrapTruncated: false });
  const trained = agentWith("weight-max", config, [3], 1);
  live(trained, [0], 0, 25);
  const frozen = agentWith("weight-max", config, [3], 1, createReferenceEngine(), { frozen: true });
  frozen.restore(trained.state());
  const actions = new Int32Array(1);
  const taken = Array.from({ length: 60 }, () => {
    frozen.act(scriptedStep([0], 25, actions).observations, actions);
    return actions[0];
  });
  expect(new Set(taken)).toEqual(new Set([0, 1]));
  const { tensors } = frozen.state();
  for (const [name, values] of Object.entries(trained.state().tensors)) {
    if (name.endsWith("weights")) expect(tensors[name], name).toEqual(values);
  }
});

describe("refuses", () => {
  const refused: [string, string, Partial<AgentConfig>, string][] = [
    [
      "a rule on units it cannot credit",
      "reinforce",
      { units: "tanh" },
      "needs bernoulli or gaussian hidden units, but the network has tanh",
    ],
    [
      "derivatives through units that fire",
      "backprop",
      { units: "bernoulli" },
      "needs deterministic hidden units",
    ],
    [
      "rates that do not fit the layers",
      "reinforce",
      { rates: [0.1] },
      "agent.rates needs an entry for each of the 3 layers (hidden and output), but it has 1",
    ],
    ["no units", "reinforce", { hidden: [0, 3] }, "agent.hidden is 0: allowed is an integer of at least 1"],
    ["a temperature of 0", "reinforce", { temperatures: [1, 0, 1] }, "agent.temperatures is 0"],
    [
      "a discount above 1",
      "reinforce",
      { discount: 1.5 },
      "agent.discount is 1.5: allowed is a number from 0 to 1",
    ],
    [
      "episodes for a rule that updates at every step",
      "weight-max-author",
      { feedback: "return" },
      'agent.feedback is "return", but rule "weight-max-author" updates its layers at every step',
    ],
    [
      "a lag that bootstraps truncated steps",
      "reinforce",
      { lag: true },
      "agent.lag needs agent.bootstrapTruncated false",
    ],
  ];
  test.each(refused)("%s", (_, rule, overrides, sentence) => {
    const make = () => agentWith(rule, smallConfig(overrides), [1], 1);
    expect(make).toThrow(AgentConfigError);
    expect(make).toThrow(sentence);
  });

  test("an empty list of seeds", () => {
    expect(() => agentWith("reinforce", smallConfig(), [], 1)).toThrow("at least one seed is needed");
  });
});

test("every rule names units that it supports", () => {
  for (const { id, defaultUnits } of creditRules) {
    const spec = {
      inputs: 2,
      hidden: [{ units: 3, kind: defaultUnits }],
      heads: [{ kind: "softmax", size: 2, fullLogits: true }] as const,
    };
    expect(creditRule(id).supports(spec)).toBe(true);
  }
});

/** Not those that step layer by layer, nor those that are told another feedback at each step. */
function takesReturns({ stepsTopDown, advantage }: CreditRule): boolean {
  return !stepsTopDown && advantage === undefined;
}

function reviveArrays(key: string, value: unknown): unknown {
  if (/^(actor|critic|feedback)\./.test(key) && typeof value === "object" && value !== null && "0" in value) {
    if (Array.isArray(value)) return value;
    return Float64Array.from(Object.values(value as Record<string, number>));
  }
  return value;
}
