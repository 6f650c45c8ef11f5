import { defineEvolution } from "creditgym";

/**
 * A top-down network for policies of 32 tanh units that learn CartPoles of other physics in 20 updates of 4 episodes:
 * what a lifetime learns with is the same for all rules, and so is its score, the mean return over its 21 batches.
 */
export default defineEvolution({
  name: "evolve-cart-pole",
  description: "credits for 32 tanh units, evolved on CartPoles of other physics",
  family: "cart-pole",
  topDown: { hidden: [16], mode: "centred", outputCredits: "logit", diffusion: null },
  agent: {
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
    // About the range of each number: position, velocity, angle, angular velocity.
    observation: { scale: [1 / 1.2, 1, 1 / 0.15, 1] },
  },
  updates: 20,
  population: 64,
  generations: 60,
  tasks: 12,
  fitness: "auc",
  optimizer: "adam",
  rate: 0.03,
  decay: 0.98,
  sigma: 0.1,
  seed: 1,
  validation: { every: 5, tasks: 64 },
});
