import { Box, Discrete, MultiBinary, type Space, Tuple } from "gymnasium-js";
import { describe, expect, test } from "vitest";
import { type AgentConfig, DEFAULT_AGENT } from "../../../agents/config.js";
import { creditRule } from "../../../agents/rules/index.js";
import { createTeamAgent, type TeamAgent } from "../../../agents/team-agent.js";
import { createReferenceEngine } from "../../../src/engine/reference/reference-engine.js";
import { loadTensorFlow } from "../../../src/engine/tf/load-tensorflow.js";
import { createTfEngine } from "../../../src/engine/tf/tf-engine.js";
import { createTfModel } from "../../../src/engine/tf/tf-model.js";
import { createWasmEngine } from "../../../src/engine/wasm/wasm-engine.js";
import { scriptedStep } from "../scripted.js";
import { denseModel, weightsOf } from "./models.js";

const { tf } = await loadTensorFlow("tfjs-cpu");
const observationSpace = new Box(-1, 1, { shape: [3] });
const RATE = 0.01;
/** Of weights after 25 steps, float32 against float64. */
const TOLERANCE = 1e-5;

interface Case {
  readonly config?: Partial<AgentConfig>;
  readonly actions?: Space;
  readonly batch?: number;
  readonly groups?: number;
}

const CASES: Readonly<Record<string, Case>> = {
  reward: { config: { feedback: "reward" } },
  "reward of a batch": { config: { feedback: "reward", optimizer: { kind: "sgd" } }, batch: 3 },
  "TD error": {},
  "TD error with traces of a batch": { config: { lambda: 0.7 }, batch: 3 },
  "two groups that take turns": { config: { lambda: 0.7 }, batch: 2, groups: 2 },
  "return, decay and entropy": {
    config: { feedback: "return", baseline: "critic", weightDecay: 0.1, entropy: 0.05 },
    batch: 2,
  },
  "batches of episodes, clipped gradient": {
    config: { feedback: "batch-return", batchReturn: { episodes: 3, clip: 3 }, gradientNorm: 0.1 },
  },
  "labels of a batch": { config: { feedback: "label", gradientNorm: 0.5 }, batch: 4 },
  "momentum and a schedule": {
    config: {
      optimizer: { kind: "momentum", momentum: 0.9, corrected: true },
      rates: [{ from: RATE, to: RATE / 10, steps: 20 }],
    },
  },
  "Adam without correction": {
    config: { optimizer: { ...DEFAULT_AGENT.optimizer, correctionSteps: 5 } as AgentConfig["optimizer"] },
  },
  "all logits": { config: { output: "softmax-full" }, actions: new Discrete(4) },
  "Gaussian actions, σ learned": { actions: new Box(-1, 1, { shape: [2] }), batch: 2 },
  "Gaussian actions, σ learned, with traces": {
    config: { lambda: 0.7 },
    actions: new Box(-1, 1, { shape: [2] }),
    batch: 2,
  },
  "several heads, σ predicted": {
    config: { continuous: { ...DEFAULT_AGENT.continuous, scale: { kind: "predicted", initial: 1 } } },
    actions: new Tuple([new Box(-1, 1, { shape: [2] }), new MultiBinary(2), new Discrete(3)]),
  },
};

const ENGINES = {
  reference: createReferenceEngine,
  wasm: createWasmEngine,
  tf: () => createTfEngine(tf),
};

/** A native agent, and one of models that has the same weights. */
function pair(
  { config, actions = new Discrete(3), batch = 1, groups = 1 }: Case,
  engine: keyof typeof ENGINES,
) {
  const rates = config?.rates ?? [RATE];
  const hidden = [64, 32];
  const critic = { ...DEFAULT_AGENT.critic, units: "tanh", hidden: [5], rates: [RATE, RATE] } as const;
  const native: AgentConfig = {
    ...{ ...DEFAULT_AGENT, hidden, critic, ...config },
    rates: [rates[0]!, rates[0]!, rates[0]!],
  };
  const options = { rule: creditRule("backprop"), observationSpace, actionSpace: actions };
  const rest = { ...options, seeds: [7], batch, groups };
  const theirs = createTeamAgent({ ...rest, engine: createReferenceEngine(), config: native });
  const actor = denseModel(tf, 3, hidden, theirs.actor.output.units);
  const value = denseModel(tf, 3, critic.hidden, 1);
  const toTensors = (values: Float32Array[], model: typeof actor) =>
    values.map((own, k) => tf.tensor(own, model.getWeights()[k]!.shape));
  tf.tidy(() => actor.setWeights(toTensors(weightsOf(theirs, "actor"), actor)));
  const hasCritic = theirs.critic !== null;
  if (hasCritic) tf.tidy(() => value.setWeights(toTensors(weightsOf(theirs, "critic"), value)));
  const models = {
    model: createTfModel(tf, actor),
    ...(hasCritic && { criticModel: createTfModel(tf, value) }),
  };
  const ours = createTeamAgent({
    ...{ ...rest, ...models, engine: ENGINES[engine]() },
    config: { ...native, hidden: [], rates: [rates[0]!], critic: { ...critic, hidden: [], rates: [RATE] } },
  });
  const free = (): void => {
    models.model.dispose();
    models.criticModel?.dispose();
    actor.dispose();
    value.dispose();
  };
  return { ours, theirs, actor, value, free };
}

/** Both see the same, and learn from what the native one did. */
function liveTogether(a: TeamAgent, b: TeamAgent, batch: number, groups: number, steps: number): void {
  const size = a.actor.output.units * batch * 2;
  const theirs = new Float64Array(size);
  const ours = new Float64Array(size);
  for (let t = 0; t < steps; t++) {
    for (let group = 0; group < groups; group++) {
      const ids = Array.from({ length: batch }, (_, k) => group * batch + k);
      const step = { ...scriptedStep(ids, t, theirs), group };
      a.act(step.observations, theirs, group);
      b.act(step.observations, ours, group);
      // Forced, as a draw at the edge would part them.
      b.actor.output.h.data.set(a.actor.output.h.data);
      const label = Int32Array.from(ids, (id) => (id + t) % 3);
      const after = { ...scriptedStep(ids, t, theirs), group, infos: { label, _label: ids.map(() => true) } };
      a.learn(after);
      b.learn(after);
    }
  }
}

function furthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}

describe("a dense model of tfjs learns as the native network of its weights does", () => {
  const runs = Object.entries(CASES).flatMap(([name, setting], k) => [
    { name, setting, engine: "reference" as const },
    ...(k % 4 === 2 ? (["wasm", "tf"] as const).map((engine) => ({ name, setting, engine })) : []),
  ]);
  test.each(runs)("$name, heads on engine $engine", ({ setting, engine }) => {
    const { batch = 1, groups = 1 } = setting;
    const { ours, theirs, actor, value, free } = pair(setting, engine);
    const before = actor.getWeights().map((weights) => weights.dataSync().slice());
    liveTogether(theirs, ours, batch, groups, 25);
    for (const [name, model] of [
      ["actor", actor],
      ["critic", value],
    ] as const) {
      if (name === "critic" && theirs.critic === null) continue;
      weightsOf(theirs, name).forEach((expected, k) => {
        expect(furthest(model.getWeights()[k]!.dataSync(), expected), `${name} ${k}`).toBeLessThan(TOLERANCE);
      });
    }
    const moved = actor.getWeights().map((weights, k) => furthest(weights.dataSync(), before[k]!));
    expect(Math.min(...moved)).toBeGreaterThan(100 * TOLERANCE);
    const { tensors } = ours.state();
    for (const [name, values] of Object.entries(theirs.state().tensors)) {
      if (!name.includes("scale")) continue;
      expect(furthest(tensors[name]!, values), name).toBeLessThan(TOLERANCE);
    }
    free();
  });
});
