import { Box, Dict, Discrete, MultiBinary, MultiDiscrete, packingOf, type Space, Tuple } from "gymnasium-js";
import { describe, expect, test } from "vitest";
import type { Transition } from "../../agents/agent.js";
import type { AgentConfig } from "../../agents/config.js";
import { creditRule } from "../../agents/rules/index.js";
import { createTeamAgent, type TeamAgent } from "../../agents/team-agent.js";
import { createReferenceEngine } from "../../src/engine/reference/reference-engine.js";
import { createWasmEngine } from "../../src/engine/wasm/wasm-engine.js";
import { CounterStream } from "../../src/random/streams.js";
import { actionBatch } from "../../src/streams/action-batch.js";
import { smallConfig } from "./scripted.js";

const numbers = new Box(-3, 3, { shape: [2] });
const table = new Discrete(5);
const plain = { scale: null, normalize: false, embedding: null, embeddingRate: null };
const continuous = { bounding: "clip", scaleRate: 0.02 } as const;

interface Setting {
  readonly name: string;
  readonly rule: string;
  readonly observations: Space;
  readonly actions: Space;
  readonly config: Partial<AgentConfig>;
}

const SETTINGS: readonly Setting[] = (
  [
    ["a Box by a learned scale", "reinforce", numbers, new Box(-1, 1, { shape: [2] }), {}],
    [
      "a Box by a predicted scale, squashed",
      "backprop",
      numbers,
      new Box(-1, 1, { shape: [2] }),
      { continuous: { ...continuous, bounding: "squash", scale: { kind: "predicted", initial: 0.5 } } },
    ],
    [
      "a Box by a fixed scale",
      "unbiased-weight-max",
      numbers,
      new Box(0, 5, { shape: [1] }),
      { continuous: { ...continuous, scale: { kind: "fixed", initial: 0.5 } } },
    ],
    [
      "whole numbers of 64 bits and halves",
      "reinforce",
      new Tuple([
        new Box(-3, 3, { dtype: "int64", shape: [2] }),
        new Box(-1, 1, { dtype: "float16", shape: [1] }),
      ]),
      new Tuple([
        new Box(-9, 9, { dtype: "int64", shape: [1] }),
        new Box(-1, 1, { dtype: "float16", shape: [2] }),
      ]),
      {},
    ],
    ["a Box with traces", "weight-max", numbers, new Box(-1, 1, { shape: [1] }), { lambda: 0.6 }],
    ["a Box in episodes", "reinforce", numbers, new Box(-1, 1), { feedback: "return", baseline: "mean" }],
    ["Gaussian hidden units", "reinforce", numbers, new Box(-1, 1), { units: "gaussian" }],
    ["several choices", "straight-through", numbers, new MultiDiscrete([2, 3]), { entropy: 0.05 }],
    ["several switches", "weight-max-author", numbers, new MultiBinary(3), {}],
    [
      "parts of all kinds",
      "unbiased-weight-max",
      new Dict({ place: table, speed: numbers }),
      new Tuple([new Discrete(3), new Box(-1, 1, { shape: [1] }), new MultiBinary(2)]),
      { observation: { ...plain, normalize: true }, normalizeRewards: true, entropy: 0.02 },
    ],
    [
      "an embedding",
      "reinforce",
      new Tuple([table, new MultiDiscrete([2, 3])]),
      new Discrete(3),
      { observation: { ...plain, embedding: 3, embeddingRate: 0.1 }, weightDecay: 0.01 },
    ],
    [
      "an embedding with traces",
      "backprop",
      table,
      new Box(-1, 1, { shape: [1] }),
      { observation: { ...plain, embedding: 3 }, lambda: 0.5 },
    ],
  ] as const
).map(([name, rule, observations, actions, config]) => ({ name, rule, observations, actions, config }));

const ENGINES = { reference: createReferenceEngine, wasm: createWasmEngine };

function agentFor(
  setting: Setting,
  seeds: readonly number[],
  batch: number,
  engine: keyof typeof ENGINES,
): TeamAgent {
  return createTeamAgent({
    ...{ engine: ENGINES[engine](), rule: creditRule(setting.rule), config: smallConfig(setting.config) },
    ...{ observationSpace: setting.observations, actionSpace: setting.actions, seeds, batch },
  });
}

/** What sub-environment `id` shows at time t: a value of the space that depends on these two only. */
function observe(space: Space, ids: readonly number[], t: number) {
  const packing = packingOf(space);
  const observations = actionBatch(space, ids.length);
  ids.forEach((id, i) => {
    space.seed(1000 * id + t);
    packing.pack(space.sample(), observations, i * packing.size);
  });
  return observations;
}

/** Lives from step `from` to `to` where the reward is the mean action; returns all actions. */
function live(
  agent: TeamAgent,
  { observations, actions }: Setting,
  ids: readonly number[],
  from: number,
  to: number,
) {
  const packing = packingOf(actions);
  const taken: number[] = [];
  const batch = actionBatch(actions, ids.length);
  for (let t = from; t < to; t++) {
    const seen = observe(observations, ids, t);
    agent.act(seen, batch);
    taken.push(...batch);
    const chance = (id: number): number => new CounterStream(1000 * id + t, "environment").uniform();
    const transition: Transition = {
      observations: seen,
      actions: batch,
      rewards: Float64Array.from(ids, (_, i) => {
        const own = Array.from(batch.slice(i * packing.size, (i + 1) * packing.size));
        return own.reduce((sum, value) => sum + value, 0) / own.length;
      }),
      terminated: Uint8Array.from(ids, (id) => (chance(id) < 0.1 ? 1 : 0)),
      truncated: Uint8Array.from(ids, (id) => (chance(id) > 0.9 ? 1 : 0)),
      nextObservations: observe(observations, ids, t + 1),
      finalObservations: observe(observations, ids, t + 500),
      valid: new Uint8Array(ids.length).fill(1),
    };
    agent.learn(transition);
  }
  return taken;
}

describe.each(["reference", "wasm"] as const)("agents on engine %s", (engine) => {
  describe.each(SETTINGS)("$name, $rule", (setting) => {
    test("act within the space and learn, every layer of theirs", () => {
      const agent = agentFor(setting, [1], 1, engine);
      const before = agent.state().tensors;
      const taken = live(agent, setting, [0], 0, 80);
      const packing = packingOf(setting.actions);
      for (let k = 0; k < taken.length; k += packing.size) {
        const value = packing.unpack(Float64Array.from(taken), k);
        const cast = setting.actions.kind === "Box" ? Float32Array.from(value as number[]) : value;
        if (setting.actions.kind !== "Tuple") expect(setting.actions.contains(cast)).toBe(true);
      }
      const after = agent.state().tensors;
      for (const name of Object.keys(before).filter((key) => key.endsWith("weights"))) {
        expect(after[name].every(Number.isFinite), name).toBe(true);
        expect(after[name], name).not.toEqual(before[name]);
      }
    });

    test("packed replicas equal separate ones bit for bit", () => {
      const seeds = [3, 11];
      const packed = agentFor(setting, seeds, 2, engine);
      live(packed, setting, [0, 1, 2, 3], 0, 30);
      seeds.forEach((seed, replica) => {
        const alone = agentFor(setting, [seed], 2, engine);
        live(alone, setting, [2 * replica, 2 * replica + 1], 0, 30);
        const { tensors } = alone.state();
        for (const [name, values] of Object.entries(packed.state().tensors)) {
          const share = values.length / seeds.length;
          expect(values.slice(replica * share, (replica + 1) * share), name).toEqual(tensors[name]);
        }
      });
    });

    test.each([1, 2])("a restored agent goes on as if nothing had happened, batch %i", (batch) => {
      const ids = [5, 6].slice(0, batch);
      const whole = agentFor(setting, [7], batch, engine);
      const actions = live(whole, setting, ids, 0, 40);
      const first = agentFor(setting, [7], batch, engine);
      live(first, setting, ids, 0, 21);
      const second = agentFor(setting, [7], batch, engine);
      second.restore(first.state());
      expect(live(second, setting, ids, 21, 40)).toEqual(actions.slice((21 * actions.length) / 40));
      expect(second.state()).toEqual(whole.state());
    });
  });
});

test("both engines agree over a few steps in every setting", () => {
  for (const setting of SETTINGS) {
    const [a, b] = (["reference", "wasm"] as const).map((engine) => {
      const agent = agentFor(setting, [2], 2, engine);
      live(agent, setting, [0, 1], 0, 5);
      return agent.state().tensors;
    });
    for (const name of Object.keys(a).filter((key) => key.endsWith("weights"))) {
      a[name].forEach((value, k) => {
        expect(Math.abs(value - b[name][k]), `${setting.name}, ${name}`).toBeLessThan(2e-3);
      });
    }
  }
});

test("weight decay takes its share off all weights and leaves log σ alone", () => {
  const setting = SETTINGS[0];
  const config = smallConfig({ rates: [0.1, 0.1, 0.1], weightDecay: 0.5, optimizer: { kind: "sgd" } });
  const agent = createTeamAgent({
    ...{ engine: createReferenceEngine(), rule: creditRule("reinforce"), seeds: [1], batch: 1 },
    config: { ...config, critic: { ...config.critic, rates: [0, 0] } },
    ...{ observationSpace: setting.observations, actionSpace: setting.actions },
  });
  const before = agent.state().tensors;
  const actions = new Float32Array(2);
  const observations = Float32Array.of(0, 0);
  agent.act(observations, actions);
  // Nothing to learn from but the decay: the reward equals the critic's own prediction.
  const value = agent.critic!.evaluate(0).data[0];
  const ones = Uint8Array.of(1);
  agent.learn({
    ...{ observations, actions, nextObservations: observations, finalObservations: observations },
    ...{ rewards: Float64Array.of(value), terminated: ones, truncated: Uint8Array.of(0), valid: ones },
  });
  const after = agent.state().tensors;
  const gain = Math.max(
    ...after["actor.scale.weights"].map((w, k) => Math.abs(w - before["actor.scale.weights"][k])),
  );
  for (const l of [0, 1, 2]) {
    before[`actor.${l}.weights`].forEach((weight, k) => {
      expect(after[`actor.${l}.weights`][k]).toBeCloseTo(0.95 * weight, gain === 0 ? 12 : 1);
    });
  }
});

test("σ begins as asked for, predicted under any temperature too", () => {
  const { observations, actions } = SETTINGS[0];
  for (const kind of ["fixed", "learned", "predicted"] as const) {
    const scale = { kind, initial: 0.1 };
    const agent = createTeamAgent({
      ...{ engine: createReferenceEngine(), rule: creditRule("reinforce"), seeds: [1], batch: 1 },
      config: smallConfig({ temperatures: [1, 1, 4], continuous: { ...continuous, scale } }),
      ...{ observationSpace: observations, actionSpace: actions },
    });
    const { output } = agent.actor;
    output.weights.data.fill(0, 0, output.inputs * output.units);
    agent.act(Float32Array.of(0, 0), new Float32Array(2));
    const { logScale, heads } = output;
    expect(Math.exp(logScale.data[heads[0].scaleStart ?? 0])).toBeCloseTo(0.1, 10);
  }
});

test("a truncated step that teaches nothing has no entropy to teach either", () => {
  const weights = [0, 0.5].map((entropy) => {
    const agent = createTeamAgent({
      ...{ engine: createReferenceEngine(), rule: creditRule("reinforce"), seeds: [1], batch: 1 },
      config: smallConfig({ bootstrapTruncated: false, entropy }),
      ...{ observationSpace: numbers, actionSpace: new Box(-1, 1) },
    });
    const [observations, actions] = [Float32Array.of(0.3, -0.2), new Float32Array(1)];
    agent.act(observations, actions);
    agent.learn({
      ...{ observations, actions, nextObservations: observations, finalObservations: observations },
      ...{ rewards: Float64Array.of(1), terminated: Uint8Array.of(0), truncated: Uint8Array.of(1) },
      valid: Uint8Array.of(1),
    });
    return agent.state().tensors["actor.0.weights"];
  });
  expect(weights[1]).toEqual(weights[0]);
});

test("a greedy agent draws nothing for the action itself", () => {
  const setting = SETTINGS[1];
  const config = smallConfig(setting.config);
  const act = (seed: number, greedy: boolean): number[] => {
    const agent = createTeamAgent({
      ...{ engine: createWasmEngine(), rule: creditRule("backprop"), config, seeds: [4], batch: 1, greedy },
      ...{ observationSpace: setting.observations, actionSpace: setting.actions },
    });
    const actions = new Float32Array(2);
    for (let k = 0; k <= seed; k++) agent.act(Float32Array.of(0.3, -0.2), actions);
    return [...actions];
  };
  expect(act(0, true)).toEqual(act(3, true));
  expect(act(0, true)).not.toEqual(act(0, false));
});
