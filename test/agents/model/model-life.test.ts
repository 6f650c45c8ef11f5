import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Box, Discrete } from "gymnasium-js";
import { afterAll, describe, expect, test } from "vitest";
import { type AgentConfig, DEFAULT_AGENT } from "../../../agents/config.js";
import { AgentConfigError } from "../../../agents/errors.js";
import { creditRule } from "../../../agents/rules/index.js";
import { createTeamAgent, type TeamAgentOptions } from "../../../agents/team-agent.js";
import type { Model } from "../../../src/engine/model.js";
import { initialiseModel } from "../../../src/engine/tf/initialise-model.js";
import { loadTensorFlow } from "../../../src/engine/tf/load-tensorflow.js";
import { loadModel, saveModel } from "../../../src/engine/tf/model-files.js";
import { createTfModel } from "../../../src/engine/tf/tf-model.js";
import { createWasmEngine } from "../../../src/engine/wasm/wasm-engine.js";
import { live } from "../scripted.js";
import { convolutionalModel, denseModel } from "./models.js";

const { tf } = await loadTensorFlow("tfjs-wasm");
const folder = mkdtempSync(join(tmpdir(), "creditgym-model-"));
afterAll(() => rmSync(folder, { recursive: true }));

const CONFIG: AgentConfig = {
  ...DEFAULT_AGENT,
  hidden: [],
  rates: [0.01],
  lambda: 0.7,
  critic: { ...DEFAULT_AGENT.critic, hidden: [], rates: [0.01] },
};

function agentOf(model: Model | undefined, more: Partial<TeamAgentOptions> = {}) {
  return createTeamAgent({
    ...{ engine: createWasmEngine(), rule: creditRule("backprop"), config: CONFIG, seeds: [3], batch: 2 },
    ...{ observationSpace: new Box(-1, 1, { shape: [3] }), actionSpace: new Discrete(3), model },
    ...more,
  });
}

function models(seed: number) {
  const actor = denseModel(tf, 3, [8, 4], 2);
  const value = denseModel(tf, 3, [5], 1);
  initialiseModel(tf, actor, seed);
  initialiseModel(tf, value, seed + 1);
  return { actor, value, model: createTfModel(tf, actor), criticModel: createTfModel(tf, value) };
}

const numbersOf = (model: { getWeights(): { dataSync(): ArrayLike<number> }[] }) =>
  model.getWeights().map((weights) => Array.from(weights.dataSync()));

const MODES: readonly (readonly [name: string, config: Partial<AgentConfig>, steps: number])[] = [
  ["TD error", { lambda: 0, critic: { ...CONFIG.critic, lambda: 0 } }, 1000],
  ["TD error with traces", {}, 100],
  ["return", { feedback: "return" }, 100],
  ["batches of episodes", { lambda: 0, feedback: "batch-return" }, 100],
];

describe.each(MODES)("%s:", (_, changes, steps) => {
  const config = { ...CONFIG, ...changes };
  const batch = config.feedback === "batch-return" ? 1 : 2;
  const ids = [0, 1].slice(0, batch);
  const born = (seed: number) => {
    const { actor, value, model, criticModel } = models(seed);
    const critic = config.feedback === "batch-return" ? {} : { criticModel };
    return { actor, value, model, criticModel, agent: agentOf(model, { ...critic, config, batch }) };
  };

  test("a restored agent goes on as if nothing had happened, its models' first weights others", () => {
    const whole = born(1);
    const actions = live(whole.agent, ids, 0, 40);
    const first = born(1);
    live(first.agent, ids, 0, 21);
    const second = born(9);
    second.agent.restore(first.agent.state());
    expect(numbersOf(second.actor)).toEqual(numbersOf(first.actor));
    expect(live(second.agent, ids, 21, 40)).toEqual(actions.slice(21 * batch));
    expect(numbersOf(second.actor)).toEqual(numbersOf(whole.actor));
    if (config.feedback !== "batch-return") expect(numbersOf(second.value)).toEqual(numbersOf(whole.value));
  });

  test(`${steps} steps leave no tensors behind`, () => {
    const { actor, value, model, criticModel, agent } = born(1);
    live(agent, ids, 0, 50);
    const { numTensors, numBytes } = tf.memory();
    live(agent, ids, 50, 50 + steps);
    expect(tf.memory()).toMatchObject({ numTensors, numBytes });
    model.dispose();
    criticModel.dispose();
    const kept = tf.memory().numTensors;
    actor.dispose();
    value.dispose();
    // Weights and biases of three layers and two.
    expect(kept - tf.memory().numTensors).toBe(10);
  });
});

test("what is frozen stays, what has a constraint keeps it, and both are restored", () => {
  const made = (): ReturnType<typeof tf.sequential> => {
    const constraint = tf.constraints.maxNorm({ maxValue: 0.5, axis: 0 });
    const model = tf.sequential();
    model.add(tf.layers.dense({ units: 6, inputShape: [3], activation: "relu", trainable: false }));
    model.add(tf.layers.dense({ units: 2, kernelConstraint: constraint }));
    return model;
  };
  const actor = made();
  const before = numbersOf(actor);
  const agent = agentOf(createTfModel(tf, actor), { config: { ...CONFIG, feedback: "reward" } });
  live(agent, [0, 1], 0, 50);
  const after = numbersOf(actor);
  // Those that are trained come first.
  expect(after.slice(2)).toEqual(before.slice(2));
  expect(after[0]).not.toEqual(before[0]);
  for (const unit of [0, 1]) {
    const norm = Math.hypot(...after[0]!.filter((_, k) => k % 2 === unit));
    expect(norm).toBeLessThan(0.5 + 1e-6);
  }
  const other = made();
  const restored = agentOf(createTfModel(tf, other), { config: { ...CONFIG, feedback: "reward" } });
  restored.restore(agent.state());
  expect(numbersOf(other)).toEqual(after);
});

test("what a training program of tfjs's own does with a dropout layer, acting does not", () => {
  const actor = tf.sequential();
  actor.add(tf.layers.dense({ units: 16, inputShape: [3], activation: "tanh" }));
  actor.add(tf.layers.dropout({ rate: 0.5 }));
  actor.add(tf.layers.dense({ units: 2 }));
  const model = createTfModel(tf, actor);
  const agent = agentOf(model, { config: { ...CONFIG, feedback: "reward" } });
  const observations = Float32Array.of(0.1, -0.2, 0.3, 0.4, 0.5, -0.6);
  agent.act(observations, new Int32Array(2));
  const expected = tf.tidy(() =>
    (actor.predict(tf.tensor(observations, [2, 3])) as { dataSync(): Float32Array }).dataSync(),
  );
  expect(Array.from(agent.actor.output.z.data)).toEqual(Array.from(expected));
});

test("equal seeds draw equal kernels, within Glorot's limits and filling them", () => {
  const [a, b, c] = [4, 4, 5].map((seed) => {
    const model = convolutionalModel(tf, [8, 8, 2], 3);
    initialiseModel(tf, model, seed);
    return numbersOf(model);
  });
  expect(a).toEqual(b);
  expect(a![0]).not.toEqual(c![0]);
  // 3 × 3 over 2 channels to 4.
  const limit = Math.sqrt(6 / (9 * (2 + 4)));
  const largest = Math.max(...a![0]!.map(Math.abs));
  expect(largest).toBeLessThanOrEqual(limit);
  expect(largest).toBeGreaterThan(0.9 * limit);
  expect(a![1]).toEqual([0, 0, 0, 0]);
});

test("a saved model is loaded again, by tfjs's own reader as well", async () => {
  const { actor } = models(2);
  const path = join(folder, "deep", "model");
  await saveModel(actor, path);
  const ours = await loadModel(tf, path);
  const server = createServer(({ url }, response) => response.end(readFileSync(join(path, url!)))).listen(0);
  const { port } = server.address() as AddressInfo;
  const theirs = await tf.loadLayersModel(`http://localhost:${port}/model.json`);
  server.close();
  const input = [[0.3, -0.7, 0.2]];
  const outputs = [actor, ours, theirs].map((model) =>
    tf.tidy(() => Array.from((model.predict(tf.tensor(input)) as { dataSync(): Float32Array }).dataSync())),
  );
  expect(outputs[0]!.some((value) => value !== 0)).toBe(true);
  expect(outputs[1]).toEqual(outputs[0]);
  expect(outputs[2]).toEqual(outputs[0]);
  live(agentOf(createTfModel(tf, ours), { config: { ...CONFIG, feedback: "reward" } }), [0, 1], 0, 5);
  expect(numbersOf(ours)).not.toEqual(numbersOf(theirs));
});

describe("is refused in a sentence:", () => {
  const { model, criticModel } = models(1);
  const refused: readonly (readonly [string, () => unknown, string])[] = [
    [
      "a rule for units",
      () => agentOf(model, { rule: creditRule("weight-max") }),
      'rule "weight-max" cannot train a model, which has no units that it knows: allowed is "backprop"',
    ],
    [
      "hidden layers",
      () => agentOf(model, { config: { ...CONFIG, hidden: [4], rates: [0.1, 0.1] } }),
      "agent.hidden is 4, but a model takes the place of all layers: allowed is []",
    ],
    [
      "several seeds",
      () => agentOf(model, { seeds: [1, 2] }),
      "seeds has 2 entries, but a model has one set of weights: allowed is one",
    ],
    [
      "temperatures",
      () => agentOf(model, { config: { ...CONFIG, temperatures: [2] } }),
      "agent.temperatures is 2, but the agent has a model: allowed is null",
    ],
    [
      "lag",
      () => agentOf(model, { config: { ...CONFIG, lambda: 0, lag: true, bootstrapTruncated: false } }),
      "agent.lag is true, but a model keeps no activity of earlier steps: allowed is false",
    ],
    [
      "another input",
      () => agentOf(model, { observationSpace: new Box(-1, 1, { shape: [4] }) }),
      "the model takes 3 numbers, but an observation has 4: allowed is a model with an input of that size",
    ],
    [
      "another output",
      () => agentOf(model, { actionSpace: new Discrete(2) }),
      'the model puts out 2 numbers, but the action space Discrete(2) needs 1 with agent.output "softmax", which fixes the last logit of a choice to 0; "softmax-full" has one for each',
    ],
    [
      "a critic of two values",
      () => agentOf(undefined, { criticModel: model }),
      "the critic's model puts out 2 numbers: allowed is one, the value",
    ],
    [
      "one model for both",
      () => agentOf(model, { criticModel: model }),
      "criticModel and model are one: allowed are two, which share no weights",
    ],
    [
      "a critic that nobody asks",
      () => agentOf(model, { criticModel, config: { ...CONFIG, feedback: "reward" } }),
      'criticModel is given, but with agent.feedback "reward" there is no critic: allowed with it is "td-error", or "return" with agent.baseline "critic"',
    ],
  ];
  test.each(refused)("%s", (_, make, message) => {
    expect(make).toThrow(new AgentConfigError(message));
  });

  test("a model of two inputs, and one of unknown size", () => {
    const [a, b] = [tf.input({ shape: [2] }), tf.input({ shape: [1] })];
    const both = tf.layers.concatenate().apply([a, b]) as typeof a;
    expect(() => createTfModel(tf, tf.model({ inputs: [a, b], outputs: both }))).toThrow(
      new RangeError("the model has 2 inputs: allowed is one"),
    );
    const open = tf.input({ shape: [null, 2] });
    const out = tf.layers.dense({ units: 1 }).apply(open) as typeof a;
    expect(() => createTfModel(tf, tf.model({ inputs: open, outputs: out }))).toThrow(
      new RangeError("the model's input has the shape [,2]: allowed are sizes that are known"),
    );
  });
});
