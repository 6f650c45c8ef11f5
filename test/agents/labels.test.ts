import {
  Box,
  Discrete,
  type Env,
  MultiDiscrete,
  type VectorEnv,
  type VectorStep,
  vectorize,
  withAutoreset,
} from "gymnasium-js";
import { describe, expect, it } from "vitest";
import { forceAction } from "../../agents/actions/force-action.js";
import type { Transition } from "../../agents/agent.js";
import type { AgentConfig } from "../../agents/config.js";
import { toldLabel } from "../../agents/feedback/told-labels.js";
import type { TeamAgent, TeamAgentOptions } from "../../agents/team-agent.js";
import type { TopDownSpec } from "../../agents/top-down/top-down-spec.js";
import { classMixturesFamily } from "../../envs/families/index.js";
import type { Engine } from "../../src/engine/engine.js";
import { createReferenceEngine } from "../../src/engine/reference/reference-engine.js";
import { createWasmEngine } from "../../src/engine/wasm/wasm-engine.js";
import { agentWith, smallConfig } from "./scripted.js";
import { weightsOf } from "./top-down/weights.js";

const SIZE = 3;
const CLASSES = 4;
const START = 5;
const BATCH = 6;

const config = (overrides: Partial<AgentConfig> = {}): AgentConfig =>
  smallConfig({
    feedback: "label",
    optimizer: { kind: "sgd" },
    rates: [1, 1, 1],
    output: "softmax-full",
    ...overrides,
  });

const make = (
  own: AgentConfig,
  {
    rule = "backprop",
    seeds = [3],
    engine,
    ...more
  }: Partial<Omit<TeamAgentOptions, "rule" | "engine">> & {
    rule?: string;
    engine?: Engine;
  } = {},
): TeamAgent =>
  agentWith(rule, own, seeds, BATCH, engine ?? createReferenceEngine(), {
    actionSpace: new Discrete(CLASSES, { start: START }),
    ...more,
  });

/** A random top-down network for these policies. */
const topDownOf = (changes: Partial<TopDownSpec>) => weightsOf({ actions: CLASSES, ...changes });

/** Samples and labels of step t, the labels as an environment tells them that goes on after the step. */
function labelled(t: number, n = BATCH, classes = CLASSES, start = START): Transition {
  const observations = Float32Array.from({ length: n * SIZE }, (_, k) => Math.sin(7.3 * (k + 1) * (t + 1)));
  const label = Int32Array.from({ length: n }, (_, k) => start + ((3 * t + 5 * k + (k >> 1)) % classes));
  return {
    ...{ observations, nextObservations: observations, finalObservations: observations },
    ...{ actions: new Int32Array(n), rewards: new Float64Array(n) },
    ...{ terminated: new Uint8Array(n), truncated: new Uint8Array(n), valid: new Uint8Array(n).fill(1) },
    infos: { label, _label: new Uint8Array(n).fill(1) },
  };
}

const labelsOf = ({ infos }: Transition): Int32Array => infos!.label as Int32Array;

function teach(agent: TeamAgent, transition: Transition): void {
  agent.act(transition.observations, transition.actions.slice());
  agent.learn(transition);
}

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

/** Shows n, whose label is n mod 3; each second episode has two steps. */
class Counting implements Env {
  readonly observationSpace = new Box(0, 1000, { shape: [1] });
  readonly actionSpace = new Discrete(3);
  #n = 0;
  #episode = 0;
  #step = 0;

  constructor(readonly offset: number) {
    this.#n = offset;
  }

  reset() {
    this.#episode++;
    this.#step = 0;
    this.#n++;
    return { observation: Float32Array.of(this.#n), info: { label: this.#n % 3 } };
  }

  step() {
    const label = this.#n % 3;
    this.#step++;
    this.#n += 2;
    const terminated = this.#step > this.#episode % 2;
    return {
      observation: Float32Array.of(this.#n),
      reward: 0,
      terminated,
      truncated: false,
      info: { label },
    };
  }
}

describe("labels in infos", () => {
  it.each(["same-step", "next-step", "disabled"] as const)(
    "are those of what was shown: %s",
    (autoresetMode) => {
      const offsets = [0, 10, 21];
      const env = withAutoreset(
        vectorize(
          offsets.map((offset) => new Counting(offset)),
          undefined,
          { autoresetMode },
        ) as VectorEnv,
      );
      let { observations } = env.reset({ seed: 1 }) as VectorStep;
      let looked = 0;
      for (let s = 0; s < 20; s++) {
        const shown = Array.from(observations);
        const { infos, valid, ...step } = env.step(new Int32Array(3)) as VectorStep;
        for (const [k, n] of shown.entries()) {
          if (!valid[k]) continue;
          looked++;
          expect(toldLabel(infos, k), `step ${s}, ${k}`).toBe(n % 3);
        }
        observations = step.observations;
      }
      expect(looked).toBeGreaterThan(35);
    },
  );

  it("are those of what was shown by a native environment", () => {
    const tasks = classMixturesFamily.sample("training", 1, 3);
    const env = classMixturesFamily.makeVec(tasks.map((task) => ({ ...task, spread: 0, width: 0 })));
    const seen = new Map<string, number>();
    let { observations } = env.reset({ seed: 1 }) as VectorStep;
    let again = 0;
    for (let s = 0; s < 400; s++) {
      const shown = [0, 1, 2].map((k) => `${k}: ${observations.subarray(16 * k, 16 * (k + 1)).join()}`);
      const step = env.step(new Int32Array(3)) as VectorStep;
      for (const [k, sample] of shown.entries()) {
        const label = toldLabel(step.infos, k)!;
        if (seen.has(sample)) again++;
        expect(seen.get(sample) ?? label).toBe(label);
        seen.set(sample, label);
      }
      observations = step.observations;
    }
    expect(again).toBeGreaterThan(900);
  });

  it("are none where none were told", () => {
    expect(toldLabel(undefined, 0)).toBeUndefined();
    expect(toldLabel({}, 0)).toBeUndefined();
    const partly = { label: Int32Array.of(2, 0), _label: Uint8Array.of(1, 0) };
    expect([toldLabel(partly, 0), toldLabel(partly, 1)]).toEqual([2, undefined]);
    expect(toldLabel({ label: BigInt64Array.of(7n), _label: [true] }, 0)).toBe(7);
  });
});

describe("labels refuse", () => {
  it.each<[string, () => unknown, string]>([
    [
      "environments that tell none",
      () => teach(make(config()), { ...labelled(0), infos: {} }),
      'agent.feedback is "label", but the environment tells no "label" in its infos: allowed is another feedback',
    ],
    [
      "labels that are no action",
      () => teach(make(config()), labelled(0, BATCH, CLASSES, START + 1)),
      `the environment's label is 9: allowed is a value of ${new Discrete(CLASSES, { start: START })}`,
    ],
    [
      "other actions",
      () => make(config(), { actionSpace: new MultiDiscrete([2, 2]) }),
      `agent.feedback is "label", and the action space ${new MultiDiscrete([2, 2])}: allowed with it is one Discrete space`,
    ],
    [
      "hidden units that draw",
      () => make(config(), { rule: "reinforce" }),
      'agent.feedback is "label", and the hidden units bernoulli, which would be told the same whatever they draw: ' +
        "allowed with it are tanh, relu, leaky-relu, softplus, linear",
    ],
    [
      "an entropy bonus",
      () => make(config({ entropy: 0.1 })),
      'agent.entropy is 0.1: allowed is only 0, as agent.feedback "label" is 1 for every sample',
    ],
    [
      "traces",
      () => make(config({ lambda: 0.5 })),
      'agent.lambda is 0.5: allowed is only 0, as agent.feedback "label" has no traces',
    ],
    [
      "rules that step each layer before the next",
      () => make(config({ hidden: [], rates: [1] }), { rule: "weight-max-author" }),
      'agent.feedback is "label", but rule "weight-max-author" updates its layers at every step: ' +
        'allowed is "reward" or "td-error"',
    ],
  ])("%s", (_, act, message) => {
    expect(act).toThrow(message);
  });
});
