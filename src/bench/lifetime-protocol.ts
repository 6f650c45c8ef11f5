import { type AgentConfig, DEFAULT_AGENT } from "../../agents/config.js";
import type { TopDownSpec } from "../../agents/top-down/top-down-spec.js";

/** The reinforcement protocol of the unseen tasks on CartPole. */
export const CART_POLE_AGENT: AgentConfig = {
  ...DEFAULT_AGENT,
  hidden: [32],
  units: "tanh",
  output: "softmax-full",
  feedback: "batch-return",
  discount: 0.99,
  batchReturn: { episodes: 4, clip: 3 },
  gradientNorm: 1,
  optimizer: { kind: "momentum", momentum: 0.9, corrected: true },
  rates: [5, 5],
  initialisation: "fan-in",
  observation: { ...DEFAULT_AGENT.observation, scale: [1 / 1.2, 1, 1 / 0.15, 1] },
};

/** 16 tanh units, centred. */
export const CART_POLE_TOP_DOWN: TopDownSpec = {
  actions: 2,
  hidden: [16],
  units: [32],
  mode: "centred",
  outputCredits: "logit",
  diffusion: null,
};
