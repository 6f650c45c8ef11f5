import { describe, expect, it, test } from "vitest";
import type { AgentConfig } from "../../../agents/config.js";
import { DecisionLog } from "../../../agents/diagnostics/decision-log.js";
import { AgentConfigError } from "../../../agents/errors.js";
import type { TopDownSpec } from "../../../agents/top-down/top-down-spec.js";
import { decodeParameters } from "../../../agents/top-down/top-down-weights.js";
import { createReferenceEngine } from "../../../src/engine/reference/reference-engine.js";
import { createWasmEngine } from "../../../src/engine/wasm/wasm-engine.js";
import { diagnose } from "../diagnostics/decisions.js";
import { agentWith, live, scriptedStep, smallConfig } from "../scripted.js";
import { topDownCredits } from "./top-down-credits.js";
import { weightsOf } from "./weights.js";

const FORMS: readonly Partial<TopDownSpec>[] = [
  { mode: "input" },
  { mode: "input", diffusion: { kernel: "random", credits: 2, seed: 3 }, outputCredits: "probability" },
  { mode: "gated", hidden: [4, 4] },
  { mode: "centred", diffusion: { kernel: "gaussian", credits: 2, seed: 0 } },
];
const IMMEDIATE: readonly Partial<AgentConfig>[] = [
  { feedback: "reward" },
  { feedback: "td-error", lambda: 0 },
  { feedback: "td-error", lambda: 0, lag: true, bootstrapTruncated: false, entropy: 0.1 },
];
const BATCHES: Partial<AgentConfig> = { feedback: "batch-return", batchReturn: { episodes: 2, clip: 3 } };
const configOf = (form: Partial<TopDownSpec>, changes: Partial<AgentConfig>): AgentConfig =>
  smallConfig({ ...changes, output: "softmax-full", topDown: weightsOf(form) });

describe.each([
  ["reference", createReferenceEngine],
  ["wasm", createWasmEngine],
] as const)("on engine %s", (_, createEngine) => {
  describe.each(FORMS)("%o", (form) => {
    test.each(IMMEDIATE)("packed replicas equal separate ones bit for bit: %o", (changes) => {
      const config = configOf(form, changes);
      const packed = agentWith("tdca", config, [3, 11], 2, createEngine());
      live(packed, [0, 1, 2, 3], 0, 30);
      [3, 11].forEach((seed, replica) => {
        const alone = agentWith("tdca", config, [seed], 2, createEngine());
        live(alone, [2 * replica, 2 * replica + 1], 0, 30);
        for (const [name, values] of Object.entries(packed.state().tensors)) {
          const share = values.length / 2;
          const own = values.slice(replica * share, (replica + 1) * share);
          expect(own, name).toEqual(alone.state().tensors[name]);
        }
      });
    });

    test.each(IMMEDIATE)("a restored agent goes on as if nothing had happened: %o", (changes) => {
      const make = () => agentWith("tdca", configOf(form, changes), [7], 2, createEngine());
      const [whole, first, second] = [make(), make(), make()];
      live(whole, [0, 1], 0, 40);
      live(first, [0, 1], 0, 21);
      second.restore(first.state());
      live(second, [0, 1], 21, 40);
      expect(second.state()).toEqual(whole.state());
    });
  });
});

test("a step teaches a batch the mean of what its samples are credited, the feedback being in the credit", () => {
  const topDown = weightsOf({ mode: "input", units: [] });
  const config = smallConfig({
    ...{ feedback: "reward", hidden: [], rates: [0.5], output: "softmax-full", topDown },
    optimizer: { kind: "sgd" },
  });
  const agent = agentWith("tdca", config, [5], 3);
  const actions = new Int32Array(3);
  for (const valid of [
    [1, 1, 1],
    [1, 0, 1],
  ]) {
    const before = Array.from(agent.actor.output.weights.data);
    agent.act(scriptedStep([0, 1, 2], 4, actions).observations, actions);
    const probabilities = Array.from(agent.actor.output.p.data);
    const step = scriptedStep([0, 1, 2], 4, actions);
    agent.learn({ ...step, valid: Uint8Array.from(valid) });
    const teaching = [0, 1, 2].filter((b) => valid[b] === 1);
    const expected = before.map((weight, k) => {
      const [i, j] = [Math.floor(k / 2), k % 2];
      const mean = teaching.reduce((sum, b) => {
        const p = probabilities.slice(2 * b, 2 * b + 2);
        const { logits } = topDownCredits(
          topDown.spec,
          decodeParameters(topDown),
          [],
          p,
          actions[b]!,
          step.rewards[b]!,
        );
        const x = i === 3 ? 1 : step.observations[3 * b + i]!;
        return sum + (logits[j]! * Number(x)) / teaching.length;
      }, 0);
      return weight + 0.5 * mean;
    });
    agent.actor.output.weights.data.forEach((weight, k) => {
      expect(weight).toBeCloseTo(expected[k]!, 12);
    });
    expect(Array.from(agent.actor.output.weights.data)).not.toEqual(before);
  }
});

test("diagnostics see the update that mode input makes", () => {
  // One decision of a policy without hidden layers: the update's norm is |x, 1| · |credits|.
  const topDown = weightsOf({ mode: "input", units: [] });
  const config = smallConfig({
    ...{ feedback: "reward", hidden: [], rates: [0], output: "softmax-full", topDown },
  });
  const agent = agentWith("tdca", config, [5], 1);
  const log = new DecisionLog(agent.actor, 1);
  agent.watch(log.recorders());
  const [action] = live(agent, [2], 0, 1);
  const { observations } = scriptedStep([2], 0, [action!]);
  const p = Array.from(agent.actor.output.p.data);
  const parameters = decodeParameters(topDown);
  const { logits } = topDownCredits(topDown.spec, parameters, [], p, action!, log.feedback(0));
  const length = (values: readonly number[]): number => Math.hypot(...values);
  const [layer] = diagnose("tdca", agent.actor, log, { rounds: 1, topDown });
  expect(layer!.norm).toBeCloseTo(
    length([...Array.from(observations as Float32Array), 1]) * length(logits),
    10,
  );
});

test.each(FORMS)(
  "in batches of episodes: replicas packed and resumed are what they are alone, %o",
  (form) => {
    const make = (seeds: readonly number[]) =>
      agentWith("tdca", configOf(form, BATCHES), seeds, 1, createWasmEngine());
    const [packed, alone, first, second] = [make([3, 11]), make([11]), make([3, 11]), make([3, 11])];
    live(packed!, [0, 1], 0, 60);
    live(alone!, [1], 0, 60);
    live(first!, [0, 1], 0, 33);
    second!.restore(first!.state());
    live(second!, [0, 1], 33, 60);
    expect(second!.state()).toEqual(packed!.state());
    for (const [name, values] of Object.entries(packed!.state().tensors)) {
      if (!/weights/.test(name)) continue;
      expect(values.slice(values.length / 2), name).toEqual(alone!.state().tensors[name]);
    }
    const untrained = make([11]);
    expect(alone!.actor.output.weights.data).not.toEqual(untrained.actor.output.weights.data);
  },
);

test("a batch of episodes teaches the mean of what its steps are credited, the feedback being in the credit", () => {
  const topDown = weightsOf({ mode: "input", units: [] });
  const config = smallConfig({
    ...{ ...BATCHES, hidden: [], rates: [0.5], output: "softmax-full", topDown },
    optimizer: { kind: "sgd" },
  });
  const agent = agentWith("tdca", config, [5], 1);
  const before = Array.from(agent.actor.output.weights.data);
  const log = new DecisionLog(agent.actor, 500);
  agent.watch(log.recorders());
  let t = 0;
  for (; log.count === 0; t++) live(agent, [0], t, t + 1);
  expect(log.count).toBe(t);
  const parameters = decodeParameters(topDown);
  const sums = new Float64Array(before.length);
  for (let n = 0; n < log.count; n++) {
    const start = log.start(n);
    const x = [...log.values.slice(start, start + 3), 1];
    const z = [0, 1].map((j) => x.reduce((sum, value, i) => sum + value * before[2 * i + j]!, 0));
    const total = Math.exp(z[0]!) + Math.exp(z[1]!);
    const p = z.map((value) => Math.exp(value) / total);
    const action = log.values[start + 3] === 1 ? 0 : 1;
    const { logits } = topDownCredits(topDown.spec, parameters, [], p, action, log.feedback(n));
    sums.forEach((_, k) => {
      sums[k]! += (x[Math.floor(k / 2)]! * logits[k % 2]!) / log.count;
    });
  }
  agent.actor.output.weights.data.forEach((weight, k) => {
    expect(weight).toBeCloseTo(before[k]! + 0.5 * sums[k]!, 6);
  });
  expect(Math.max(...sums.map(Math.abs))).toBeGreaterThan(1e-2);
});

const WITHOUT_TRACES = ["reward", "batch-return", "label"];

describe("refuses", () => {
  it.each<[string, Partial<AgentConfig>]>([
    ["traces", { feedback: "td-error", lambda: 0.5 }],
    ["returns", { feedback: "return" }],
  ])("mode input with feedback that comes later: %s", (_, changes) => {
    const make = () => agentWith("tdca", configOf({ mode: "input" }, changes), [1], 1);
    expect(make).toThrow(AgentConfigError);
    expect(make).toThrow(
      'agent.topDown.spec.mode is "input", and rule "tdca" then needs each step\'s whole feedback with its credit: ' +
        'allowed is agent.feedback "reward", "batch-return", "label", or "td-error" with agent.lambda 0',
    );
    const allowed = [
      { feedback: "td-error", lambda: 0 },
      ...WITHOUT_TRACES.map((feedback) => ({ feedback })),
    ];
    for (const other of allowed as readonly Partial<AgentConfig>[]) {
      expect(() => agentWith("tdca", configOf({ mode: "input" }, other), [1], 1)).not.toThrow();
    }
    expect(() => agentWith("tdca", configOf({ mode: "centred" }, changes), [1], 1)).not.toThrow();
  });

  it("other outputs than one full softmax", () => {
    const config = { ...configOf({}, {}), output: "softmax" as const };
    expect(() => agentWith("tdca", config, [1], 1)).toThrow(
      'rule "tdca" needs one choice and all its logits (agent.output "softmax-full"), which the network has not',
    );
  });

  it("parameters that are not F's", () => {
    const weights = weightsOf();
    const make = (topDown: typeof weights) => () => agentWith("reinforce", smallConfig({ topDown }), [1], 1);
    expect(make(weights)).not.toThrow();
    expect(make({ ...weights, spec: { ...weights.spec, hidden: [6] } })).toThrow(
      "agent.topDown.parameters has 79 numbers, but agent.topDown.spec needs 93",
    );
    expect(make(weightsOf({ diffusion: { kernel: "random", credits: 4, seed: 3 } }))).toThrow(
      "agent.topDown.spec.diffusion.credits is 4: allowed is at most 3, the units of the smallest layer in spec.units",
    );
    expect(make({ ...weights, parameters: "no base64!" })).toThrow("agent.topDown.parameters is no base64");
    const nan = decodeParameters(weights).fill(Number.NaN, 4, 5);
    expect(make(weightsOf({}, nan))).toThrow(
      "agent.topDown.parameters has NaN as number 4: allowed are finite numbers",
    );
  });
});
