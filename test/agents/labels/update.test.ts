import { Discrete } from "gymnasium-js";
import { describe, expect, it } from "vitest";
import { forceAction } from "../../../agents/actions/force-action.js";
import type { Transition } from "../../../agents/agent.js";
import type { AgentConfig } from "../../../agents/config.js";
import type { TeamAgent } from "../../../agents/team-agent.js";
import { createWasmEngine } from "../../../src/engine/wasm/wasm-engine.js";
import {
  BATCH,
  CLASSES,
  config,
  labelled,
  labelsOf,
  make,
  SIZE,
  START,
  teach,
  topDownOf,
} from "./labelled.js";

interface Shape {
  readonly inputs: number;
  readonly units: number;
}

/** Mean of log p(label) over the valid samples, worked out from the weights and nothing else. */
function objective(
  weights: readonly Float64Array[],
  shapes: readonly Shape[],
  output: string,
  data: Transition,
  start = START,
): number {
  let sum = 0;
  let count = 0;
  for (let k = 0; k < data.valid.length; k++) {
    if (!data.valid[k]) continue;
    count++;
    let below = Array.from(data.observations.subarray(k * SIZE, (k + 1) * SIZE), Number);
    shapes.forEach(({ inputs, units }, l) => {
      const z = Array.from({ length: units }, (_, j) =>
        below.reduce(
          (total, x, i) => total + x * weights[l]![i * units + j]!,
          weights[l]![inputs * units + j]!,
        ),
      );
      below = l < shapes.length - 1 ? z.map(Math.tanh) : z;
    });
    const logits = output === "softmax" ? [...below, 0] : output === "bernoulli" ? [0, ...below] : below;
    const total = logits.reduce((all, z) => all + Math.exp(z), 0);
    sum += logits[labelsOf(data)[k]! - start]! - Math.log(total);
  }
  return sum / count;
}

/** Its derivative by every weight and bias, by central differences. */
function gradient(
  agent: TeamAgent,
  output: string,
  data: Transition,
  replica = 0,
  start = START,
): Float64Array[] {
  const { layers } = agent.actor;
  const weights = layers.map(({ weights: { data: all }, inputs, units }) => {
    const size = (inputs + 1) * units;
    return Float64Array.from(all.subarray(replica * size, (replica + 1) * size));
  });
  const h = 1e-5;
  return weights.map((own) =>
    own.map((value, k) => {
      const at = (moved: number): number => {
        own[k] = moved;
        return objective(weights, layers, output, data, start);
      };
      const slope = (at(value + h) - at(value - h)) / (2 * h);
      own[k] = value;
      return slope;
    }),
  );
}

const copy = (agent: TeamAgent): Float64Array[] =>
  agent.actor.layers.map(({ weights }) => Float64Array.from(weights.data));

function expectStep(
  before: readonly Float64Array[],
  agent: TeamAgent,
  expected: readonly Float64Array[],
  factor = 1,
): void {
  copy(agent).forEach((after, l) => {
    for (const [k, value] of after.entries()) {
      expect(Math.abs(value - before[l]![k]! - factor * expected[l]![k]!), `layer ${l}, ${k}`).toBeLessThan(
        1e-9,
      );
    }
  });
}

describe("the update from labels", () => {
  it.each(["softmax-full", "softmax"] as const)(
    "is the gradient of log p(label) by finite differences: %s",
    (output) => {
      const agent = make(config({ output }));
      for (let t = 0; t < 3; t++) {
        const data = labelled(t);
        const [before, expected] = [copy(agent), gradient(agent, output, data)];
        teach(agent, data);
        expectStep(before, agent, expected);
        expect(Math.max(...expected.map((own) => Math.max(...own.map(Math.abs))))).toBeGreaterThan(0.05);
      }
    },
  );

  it("is that of a Bernoulli unit for two actions", () => {
    const agent = make(config({ output: "bernoulli" }), { actionSpace: new Discrete(2, { start: -1 }) });
    const data = labelled(1, BATCH, 2, -1);
    expect(new Set(labelsOf(data))).toEqual(new Set([-1, 0]));
    const [before, expected] = [copy(agent), gradient(agent, "bernoulli", data, 0, -1)];
    teach(agent, data);
    expectStep(before, agent, expected);
  });

  it("is that of rules for stochastic units where no hidden layer is", () => {
    const own = config({ hidden: [], rates: [1] });
    for (const rule of ["reinforce", "straight-through", "weight-max"]) {
      const agent = make(own, { rule });
      const data = labelled(2);
      const [before, expected] = [copy(agent), gradient(agent, "softmax-full", data)];
      teach(agent, data);
      expectStep(before, agent, expected);
    }
  });

  it("is the mean over the valid samples of each replica", () => {
    const agent = make(config(), { seeds: [3, 4] });
    const both = labelled(0, 2 * BATCH);
    both.valid.set([0, 1, 0, 1, 1, 1, 0, 0, 0, 1, 1, 0]);
    const ofReplica = (r: number): Transition => ({
      ...both,
      observations: both.observations.slice(r * BATCH * SIZE, (r + 1) * BATCH * SIZE),
      valid: both.valid.slice(r * BATCH, (r + 1) * BATCH),
      infos: { label: labelsOf(both).slice(r * BATCH, (r + 1) * BATCH) },
    });
    const before = copy(agent);
    const expected = [0, 1].map((r) => gradient(agent, "softmax-full", ofReplica(r), r));
    teach(agent, both);
    expectStep(
      before,
      agent,
      before.map((_, l) => Float64Array.from([...expected[0]![l]!, ...expected[1]![l]!])),
    );
    // A replica without a valid sample stays as it is.
    both.valid.fill(0, 0, BATCH);
    const then = copy(agent);
    teach(agent, both);
    copy(agent).forEach((after, l) => {
      const half = after.length / 2;
      expect(after.slice(0, half)).toEqual(then[l]!.slice(0, half));
      expect(after.slice(half)).not.toEqual(then[l]!.slice(half));
    });
  });

  it("is as long as the limit of the gradient's norm, where that is longer", () => {
    for (const limit of [0.1, 100]) {
      const agent = make(config({ gradientNorm: limit }));
      const data = labelled(0);
      const [before, expected] = [copy(agent), gradient(agent, "softmax-full", data)];
      const norm = Math.sqrt(expected.reduce((sum, own) => sum + own.reduce((all, x) => all + x * x, 0), 0));
      expect(norm).toBeGreaterThan(0.1);
      expect(norm).toBeLessThan(100);
      teach(agent, data);
      expectStep(before, agent, expected, Math.min(1, limit / norm));
    }
  });

  it("depends on neither actions nor rewards, nor on whether rewards are normalised", () => {
    const learned = (own: AgentConfig, actions: number, rewards: number): Float64Array[] => {
      const agent = make(own);
      for (let t = 0; t < 3; t++) {
        const data = labelled(t);
        data.rewards.fill(rewards);
        teach(agent, { ...data, actions: new Int32Array(BATCH).fill(actions) });
      }
      return copy(agent);
    };
    const expected = learned(config(), START, 0);
    expect(learned(config(), START + 2, 5)).toEqual(expected);
    expect(learned(config({ normalizeRewards: true }), START, 3)).toEqual(expected);
  });

  it("is each group's own", () => {
    const agent = make(config(), { groups: 2 });
    const [first, second] = [labelled(0), labelled(1)];
    agent.act(first.observations, first.actions, 0);
    agent.act(second.observations, second.actions, 1);
    for (const [group, data] of [first, second].entries()) {
      const [before, expected] = [copy(agent), gradient(agent, "softmax-full", data)];
      agent.learn({ ...data, group });
      expectStep(before, agent, expected);
    }
  });

  it("is the same on both engines, and after a checkpoint", () => {
    const own = config({
      optimizer: { kind: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-8, correctionSteps: null },
      ...{ rates: [0.01, 0.01, 0.01], gradientNorm: 0.3 },
    });
    const [exact, fast] = [make(own), make(own, { engine: createWasmEngine() })];
    for (let t = 0; t < 20; t++) for (const agent of [exact, fast]) teach(agent, labelled(t));
    const resumed = make(own, { engine: createWasmEngine(), seeds: [8] });
    resumed.restore(fast.state());
    for (let t = 20; t < 30; t++) for (const agent of [exact, fast, resumed]) teach(agent, labelled(t));
    expect(copy(resumed)).toEqual(copy(fast));
    copy(fast).forEach((weights, l) => {
      const found = copy(exact)[l]!;
      for (const [k, value] of weights.entries()) expect(Math.abs(value - found[k]!)).toBeLessThan(1e-4);
    });
  });

  const MODES = ["input", "gated", "centred"] as const;
  it.each<[string, Partial<AgentConfig>]>([
    ...["backprop", "output-only", "direct-feedback-alignment"].map((rule): [string, object] => [rule, {}]),
    ...MODES.map((mode): [string, object] => ["tdca", { topDown: topDownOf({ mode }) }]),
    ["tdca", { topDown: topDownOf({ outputCredits: "probability" }) }],
    ["tdca:zero-advantage", { topDown: topDownOf({}) }],
    ["tdca:random-sign", { topDown: topDownOf({}) }],
  ])("is what %s does with reward 1 when it draws the labels: %j", (rule, overrides) => {
    const [supervised, rewarded] = [config(overrides), config({ ...overrides, feedback: "reward" })].map(
      (own) => make(own, { rule }),
    );
    const start = copy(supervised!);
    for (let t = 0; t < 4; t++) {
      const data = labelled(t);
      teach(supervised!, data);
      rewarded!.act(data.observations, data.actions.slice());
      labelsOf(data).forEach((label, k) => {
        forceAction(rewarded!.actor.output, k, label - START);
      });
      rewarded!.learn({ ...data, rewards: new Float64Array(BATCH).fill(1) });
      expectStep(copy(rewarded!), supervised!, copy(rewarded!), 0);
    }
    const moved = copy(supervised!).map((own, l) => own.some((value, k) => value !== start[l]![k]));
    const movesNone = rule === "tdca:zero-advantage";
    expect(moved).toEqual(rule === "output-only" ? [false, false, true] : moved.map(() => !movesNone));
  });

  it("is told to those who watch as feedback 1 for the label", () => {
    const agent = make(config());
    const told: [number, number, number][] = [];
    const { output } = agent.actor;
    const learned = (k: number, feedback: number): void => {
      const drawn = output.h.data.subarray(k * CLASSES, (k + 1) * CLASSES);
      told.push([k, feedback, START + drawn.indexOf(1)]);
      expect(Array.from(drawn).reduce((sum, x) => sum + x, 0)).toBe(1);
    };
    agent.watch([{ learned, collected: () => expect.unreachable(), ended: () => expect.unreachable() }]);
    const data = labelled(4);
    teach(agent, data);
    expect(told).toEqual(Array.from(labelsOf(data), (label, k) => [k, 1, label]));
  });
});
