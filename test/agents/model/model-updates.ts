import { Box, Discrete, MultiBinary, type Space, Tuple } from "gymnasium-js";
import { describe, expect, test } from "vitest";
import { type AgentConfig, DEFAULT_AGENT } from "../../../agents/config.js";
import { creditRule } from "../../../agents/rules/index.js";
import { createTeamAgent, type TeamAgent } from "../../../agents/team-agent.js";
import type { Model } from "../../../src/engine/model.js";
import { createReferenceEngine } from "../../../src/engine/reference/reference-engine.js";
import { initialiseModel } from "../../../src/engine/tf/initialise-model.js";
import { loadTensorFlow } from "../../../src/engine/tf/load-tensorflow.js";
import type { TfBackend } from "../../../src/engine/tf/tf-backend.js";
import { createTfEngine } from "../../../src/engine/tf/tf-engine.js";
import { createTfModel, NoGradientError } from "../../../src/engine/tf/tf-model.js";
import { createWasmEngine } from "../../../src/engine/wasm/wasm-engine.js";
import { scriptedStep } from "../scripted.js";
import { denseModel, weightsOf } from "./models.js";

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

/** Holds what agents learn with models to native networks, on a backend. */
export async function describeModels(backend: TfBackend): Promise<void> {
  const { tf } = await loadTensorFlow(backend);
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
          expect(furthest(model.getWeights()[k]!.dataSync(), expected), `${name} ${k}`).toBeLessThan(
            TOLERANCE,
          );
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

  describe("convolutions", () => {
    const shape = [6, 5, 2] as const;
    const convolutional = () => {
      const model = tf.sequential();
      const sizes = { filters: 3, kernelSize: 3, strides: 2, activation: "tanh" } as const;
      model.add(tf.layers.conv2d({ ...sizes, padding: "same", inputShape: [...shape] }));
      model.add(tf.layers.flatten());
      model.add(tf.layers.dense({ units: 3 }));
      initialiseModel(tf, model, 5);
      return model;
    };
    const config: AgentConfig = {
      ...{ ...DEFAULT_AGENT, hidden: [], rates: [1], output: "softmax-full", feedback: "reward" },
      optimizer: { kind: "sgd" },
    };
    const born = (model: Model, changes: Partial<AgentConfig> = {}) =>
      createTeamAgent({
        ...{
          engine: createWasmEngine(),
          rule: creditRule("backprop"),
          config: { ...config, ...changes },
          model,
        },
        ...{ observationSpace: new Box(-1, 1, { shape: [...shape] }), actionSpace: new Discrete(3) },
        ...{ seeds: [2], batch: 2 },
      });
    const observations = Float32Array.from({ length: 120 }, (_, k) => Math.sin(k * k));
    const step = (actions: Int32Array) => ({
      ...{ observations, nextObservations: observations, finalObservations: observations, actions },
      ...{ rewards: Float64Array.of(0.8, -1.5), terminated: Uint8Array.of(1, 1) },
      ...{ truncated: new Uint8Array(2), valid: Uint8Array.of(1, 1) },
    });

    if (backend === "tfjs-wasm") {
      test("are refused on tfjs-wasm, which cannot derive them", () => {
        const make = (): Model => createTfModel(tf, convolutional());
        expect(make).toThrow(NoGradientError);
        expect(make).toThrow(/on the backend "wasm" .*Conv2DBackpropFilter/);
      });
      return;
    }

    test("an update is the gradient that differences show", () => {
      const layers = convolutional();
      const model = createTfModel(tf, layers);
      const agent = born(model);
      const actions = new Int32Array(2);
      agent.act(observations, actions);
      /** The mean of reward · log π(action). */
      const objective = (): number =>
        tf.tidy(() => {
          const logits = layers.predict(tf.tensor(observations, [2, ...shape])) as ReturnType<
            typeof tf.tensor
          >;
          const logs = tf.logSoftmax(logits).dataSync();
          return (0.8 * logs[actions[0]!]! - 1.5 * logs[3 + actions[1]!]!) / 2;
        });
      const weights = layers
        .getWeights()
        .map((values) => ({ values: values.dataSync().slice(), shape: values.shape }));
      const set = (changed: number, k: number, by: number): void => {
        tf.tidy(() => {
          layers.setWeights(
            weights.map(({ values, shape: own }, w) => {
              const copy = Float32Array.from(values);
              if (w === changed) copy[k]! += by;
              return tf.tensor(copy, own);
            }),
          );
        });
      };
      const differences = weights.map(({ values }, w) =>
        Array.from(values, (_, k) => {
          const [above, below] = [0.01, -0.01].map((by) => {
            set(w, k, by);
            return objective();
          });
          return (above! - below!) / 0.02;
        }),
      );
      set(0, 0, 0);
      agent.learn(step(actions));
      layers.getWeights().forEach((values, w) => {
        const change = values.dataSync().map((value, k) => value - weights[w]!.values[k]!);
        expect(furthest(change, differences[w]!), `${w}`).toBeLessThan(5e-4);
        expect(furthest(change, new Float32Array(change.length)), `${w}`).toBeGreaterThan(0.05);
      });
      model.dispose();
      layers.dispose();
    });

    test("50 steps leave no tensors behind", () => {
      const layers = convolutional();
      const model = createTfModel(tf, layers);
      const agent = born(model, { optimizer: DEFAULT_AGENT.optimizer, rates: [0.01], feedback: "return" });
      const live = (steps: number): void => {
        const actions = new Int32Array(2);
        for (let t = 0; t < steps; t++) {
          agent.act(observations, actions);
          agent.learn(step(actions));
        }
      };
      live(20);
      const { numTensors } = tf.memory();
      live(50);
      expect(tf.memory().numTensors).toBe(numTensors);
      model.dispose();
      layers.dispose();
    });
  });
}
