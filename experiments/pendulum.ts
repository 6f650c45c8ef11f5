import { defineExperiment } from "creditgym";

const adam = { kind: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-8, correctionSteps: null } as const;

/**
 * Pendulum-v1 with an online actor-critic of 64-64 units on eight sub-environments: one Gaussian output
 * whose σ is learned, bent into the torque's range by tanh, under hidden units that each rule teaches in
 * its own way. Observations and rewards are normalised by running statistics.
 *
 *     npx creditgym compare pendulum
 *     npx creditgym compare pendulum --rules reinforce --set agent.units=gaussian
 */
export default defineExperiment({
  name: "pendulum",
  description: "64-64 units, batch 8, a Gaussian output, TD error of a critic with traces",
  environments: ["Pendulum-v1"],
  rules: ["reinforce", "weight-max", "unbiased-weight-max", "straight-through", "backprop"],
  seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  budget: { steps: 500_000 },
  batch: 8,
  agent: {
    hidden: [64, 64],
    continuous: { bounding: "squash", scale: { kind: "learned", initial: 1 }, scaleRate: 0.0002 },
    observation: { normalize: true },
    normalizeRewards: true,
    feedback: "td-error",
    discount: 0.95,
    lambda: 0,
    entropy: 0.003,
    optimizer: adam,
    critic: { hidden: [64, 64], units: "tanh", lambda: 0.95, optimizer: adam, rates: [0.001, 0.001, 0.001] },
  },
  // The best mean return of a grid of twelve settings for each rule (first rate 0.0006 to 0.02, each layer's
  // a first, a third or a tenth of that of the one below) on the seeds 51 and 52, which no comparison here
  // uses. The settings above are the best for backprop of 64 drawn at random, on the seeds 51 to 54.
  perRule: {
    reinforce: { rates: [0.02, 0.0067, 0.0022] },
    "weight-max": { rates: [0.02, 0.002, 0.0002] },
    "weight-max-author": { rates: [0.02, 0.002, 0.0002] },
    "unbiased-weight-max": { rates: [0.006, 0.002, 0.00067] },
    "unbiased-weight-max:posterior": { rates: [0.006, 0.002, 0.00067] },
    "unbiased-weight-max:no-omega": { rates: [0.006, 0.002, 0.00067] },
    "straight-through": { rates: [0.02, 0.002, 0.0002] },
    backprop: { rates: [0.006, 0.0006, 0.00006] },
  },
});
