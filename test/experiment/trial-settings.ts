import type { AgentConfig } from "../../agents/config.js";
import type { TrialTask } from "../../src/experiment/trial.js";
import { TINY_AGENT } from "./tiny.js";

const BATCH: AgentConfig = { ...TINY_AGENT, feedback: "batch-return", batchReturn: { episodes: 6, clip: 3 } };
const gaussian = { ...TINY_AGENT, hidden: [4], rates: [1e-3, 1e-3] };

/** What a trial may be like: whatever is done to trials, stopping or packing them, is to work with each. */
export const TRIAL_SETTINGS: readonly (readonly [string, Partial<TrialTask>])[] = [
  ["online, with traces", { agent: { ...TINY_AGENT, lambda: 0.5 } }],
  ["one step late", { agent: { ...TINY_AGENT, lag: true, bootstrapTruncated: false, entropy: 0.01 } }],
  ["from whole episodes", { agent: { ...TINY_AGENT, feedback: "return", baseline: "mean" } }],
  ["with a critic as its baseline", { agent: { ...TINY_AGENT, feedback: "return", baseline: "critic" } }],
  ["from batches of whole episodes", { agent: BATCH }],
  [
    "from such batches, random units and normalised rewards",
    {
      agent: {
        ...{ ...BATCH, units: "bernoulli", normalizeRewards: true, entropy: 0.01, gradientNorm: 0.1 },
        ...{ observation: { scale: [0.5, 1, 2, 1], normalize: true, embedding: null, embeddingRate: null } },
        optimizer: { kind: "momentum", momentum: 0.9, corrected: true },
      } as AgentConfig,
    },
  ],
  [
    "from labels",
    {
      ...{
        env: "Classification-v0",
        source: { id: "Classification-v0", kwargs: { split: "training", taskSeed: 4 } },
      },
      ...{ rule: "backprop", batch: 4, budget: { steps: 1200 } },
      agent: { ...TINY_AGENT, units: "tanh", feedback: "label", gradientNorm: 1 },
    },
  ],
  ["several sub-environments", { batch: 3, agent: { ...TINY_AGENT, normalizeRewards: true } }],
  ["a budget of steps", { budget: { steps: 777 }, batch: 2 }],
  [
    "normalised observations, momentum, a schedule, weight decay",
    {
      agent: {
        ...TINY_AGENT,
        observation: { scale: null, normalize: true, embedding: null, embeddingRate: null },
        optimizer: { kind: "momentum", momentum: 0.9 },
        rates: [{ from: 0.01, to: 0.001, steps: 300 }, 0.001],
        weightDecay: 0.01,
      } as AgentConfig,
    },
  ],
  ["the engine for reading", { engine: "reference" }],
  [
    "TensorFlow.js",
    { engine: "tf", backend: "tfjs-wasm", budget: { steps: 250 }, agent: { ...TINY_AGENT, lambda: 0.5 } },
  ],
  [
    "Gaussian units and actions",
    {
      env: "Pendulum-v1",
      source: { id: "Pendulum-v1", kwargs: {} },
      budget: { steps: 900 },
      rule: "reinforce",
      agent: { ...gaussian, units: "gaussian", continuous: { ...gaussian.continuous, scaleRate: 1e-3 } },
    },
  ],
  [
    "a bandit",
    {
      ...{ env: "Multiplexer-v0", source: { id: "Multiplexer-v0", kwargs: {} }, budget: { steps: 2000 } },
      agent: { ...TINY_AGENT, feedback: "reward" },
    },
  ],
];
