import { defineEvolution } from "creditgym";

/**
 * A top-down network for policies of 32 tanh units that learn which of 128 directions pays, in 20 updates of 64
 * episodes: tasks on which an output layer that learns alone cannot get far.
 */
export default defineEvolution({
  name: "evolve-bandit",
  description: "credits for 32 tanh units, evolved on wide contextual bandits",
  family: "contextual-bandit-wide",
  topDown: { hidden: [16], mode: "gated", outputCredits: "logit", diffusion: null },
  agent: {
    hidden: [32],
    units: "tanh",
    output: "softmax-full",
    feedback: "batch-return",
    batchReturn: { episodes: 64, clip: 3 },
    gradientNorm: 1,
    optimizer: { kind: "momentum", momentum: 0.9, corrected: true },
    rates: [5, 5],
    initialisation: "fan-in",
  },
  updates: 20,
  population: 48,
  generations: 20,
  tasks: 8,
  fitness: "auc",
  optimizer: "adam",
  rate: 0.1,
  decay: 0.95,
  // Wide: of networks that credit the wrong way around the better ones are not near by.
  sigma: 0.3,
  seed: 1,
  validation: { every: 10, tasks: 64 },
});
