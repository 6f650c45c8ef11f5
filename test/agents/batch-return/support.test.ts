import { Box, Dict, Discrete, MultiDiscrete, type Space } from "gymnasium-js";
import { describe, expect, test } from "vitest";
import type { AgentConfig } from "../../../agents/config.js";
import { AgentConfigError } from "../../../agents/errors.js";
import { createWasmEngine } from "../../../src/engine/wasm/wasm-engine.js";
import { agentWith, scriptedStep, smallConfig } from "../scripted.js";

const STEPS = 90;

function config(overrides: Partial<AgentConfig> = {}): AgentConfig {
  return smallConfig({ feedback: "batch-return", batchReturn: { episodes: 3, clip: 3 }, ...overrides });
}

const box = new Box(-1, 1, { shape: [2] });
const continuous = (kind: "fixed" | "learned" | "predicted"): Partial<AgentConfig> => ({
  continuous: { bounding: "clip", scale: { kind, initial: 0.7 }, scaleRate: null },
});

test.each<[string, string, Space, Partial<AgentConfig>]>([
  ["a fixed σ", "weight-max", box, continuous("fixed")],
  ["a learned σ", "unbiased-weight-max", box, continuous("learned")],
  ["a predicted σ", "backprop", box, continuous("predicted")],
  ["Gaussian hidden units", "reinforce", box, { ...continuous("learned"), units: "gaussian" }],
  ["full logits", "weight-max", new Discrete(4), { output: "softmax-full" }],
  ["a Bernoulli unit", "straight-through", new Discrete(2), { output: "bernoulli" }],
  [
    "heads of all kinds",
    "weight-max",
    new Dict({ a: new Discrete(3), b: box, c: new MultiDiscrete([2, 3]) }),
    {},
  ],
])("%s, %s: what a recorded step is evaluated to again is what it was", (_, rule, actionSpace, overrides) => {
  const own = config({ ...overrides, entropy: 0.05 });
  const agent = agentWith(rule, own, [4], 1, createWasmEngine(), { actionSpace });
  const again = agent.actor.withBatch(1);
  const actions = new Float64Array(8);
  for (let t = 0; t < STEPS; t++) {
    const step = scriptedStep([0], t, [0]);
    agent.act(step.observations, actions);
    again.input.data.set(agent.actor.input.data);
    again.force(agent.actor.layers.map(({ h }) => h.data));
    again.layers.forEach((layer, l) => {
      for (const kind of ["z", "p", "h", "slope"] as const) {
        expect(layer[kind].data, kind).toEqual(agent.actor.layers[l][kind].data);
      }
    });
    agent.learn({ ...step, actions });
  }
  const { tensors, metadata } = agent.state();
  expect((metadata.actorUpdates as number[])[0]).toBeGreaterThan(3);
  for (const values of Object.values(tensors)) expect(values.every(Number.isFinite)).toBe(true);
});

test("an embedding and a learned σ learn as well", () => {
  const observation = { scale: null, normalize: false, embedding: 3, embeddingRate: null };
  const own = config({ ...continuous("learned"), observation });
  const spaces = { observationSpace: new Discrete(5), actionSpace: box };
  const agent = agentWith("reinforce", own, [4], 1, createWasmEngine(), spaces);
  const before = agent.state().tensors;
  const actions = new Float64Array(2);
  for (let t = 0; t < STEPS; t++) {
    const step = { ...scriptedStep([0], t, [0]), observations: Float64Array.of(t % 5) };
    agent.act(step.observations, actions);
    agent.learn({ ...step, actions });
  }
  const after = agent.state().tensors;
  for (const name of ["embedding", "scale", "0", "1", "2"]) {
    expect(after[`actor.${name}.weights`], name).not.toEqual(before[`actor.${name}.weights`]);
  }
});

test("no critic is made", () => {
  const own = config({ critic: { ...config().critic, rates: [] } });
  const critic = { ...own.critic, rates: [] };
  expect(agentWith("backprop", { ...own, critic }, [1], 1).critic).toBeNull();
});

describe("refuses", () => {
  const refused: [string, Partial<AgentConfig>, number, number, string][] = [
    [
      "several sub-environments",
      {},
      2,
      1,
      'batch is 2: allowed is 1, as agent.feedback "batch-return" would favour the short ones among episodes side by side',
    ],
    ["groups", {}, 1, 2, "batch is 2: allowed is 1"],
    [
      "no episodes",
      { batchReturn: { episodes: 0, clip: 3 } },
      1,
      1,
      "agent.batchReturn.episodes is 0: allowed is",
    ],
    [
      "a clip of 0",
      { batchReturn: { episodes: 4, clip: 0 } },
      1,
      1,
      "agent.batchReturn.clip is 0: allowed is a finite number above 0, or null",
    ],
    [
      "a norm of 0",
      { gradientNorm: 0 },
      1,
      1,
      "agent.gradientNorm is 0: allowed is a finite number above 0, or null",
    ],
    [
      "a limit of what is no whole gradient",
      { feedback: "td-error", gradientNorm: 1 },
      1,
      1,
      'agent.gradientNorm is 1: allowed is null, as agent.feedback is "td-error" and neither "batch-return" nor "label"',
    ],
    [
      "traces",
      { lambda: 0.5 },
      1,
      1,
      'agent.lambda is 0.5: allowed is only 0, as agent.feedback "batch-return" has',
    ],
    [
      "a lag",
      { lag: true, bootstrapTruncated: false },
      1,
      1,
      'agent.lag needs agent.feedback "td-error", but it is "batch-return"',
    ],
    [
      "factors that do not fit the observation",
      { observation: { scale: [1, 2], normalize: false, embedding: null, embeddingRate: null } },
      1,
      1,
      "agent.observation.scale has 2 factors, but the environment has Box(-1.0, 1.0, (3,), float32): allowed is a list of 3, or null",
    ],
  ];
  test.each(refused)("%s", (_, overrides, batch, groups, sentence) => {
    const make = () => agentWith("reinforce", config(overrides), [1], batch, undefined, { groups });
    expect(make).toThrow(AgentConfigError);
    expect(make).toThrow(sentence);
  });

  test("a rule that updates its layers at every step", () => {
    expect(() => agentWith("weight-max-author", config(), [1], 1)).toThrow(
      'agent.feedback is "batch-return", but rule "weight-max-author" updates its layers at every step',
    );
  });
});
