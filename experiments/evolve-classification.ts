import { defineEvolution } from "creditgym";

/**
 * A top-down network for policies of 64 tanh units that learn to classify from a few hundred labelled samples, as in
 * `unseen-classification`. A lifetime's score is the mean log π(label) over its minibatches, each before its update; with
 * `--set fitness=test` over test samples after the last one, which made a network that tests no better.
 *
 *     npx creditgym evolve evolve-classification
 *     npx creditgym evolve evolve-classification --set family=digits
 */
export default defineEvolution({
  name: "evolve-classification",
  description: "credits for 64 tanh units, evolved on labelled samples",
  family: "class-mixtures",
  topDown: { hidden: [30], mode: "centred", outputCredits: "logit", diffusion: null },
  agent: {
    hidden: [64],
    units: "tanh",
    output: "softmax-full",
    initialisation: "fan-in",
    feedback: "label",
    gradientNorm: 1,
    rates: [0.03, 0.03],
  },
  updates: 150,
  batch: 32,
  population: 64,
  generations: 200,
  tasks: 2,
  fitness: "auc",
  optimizer: "adam",
  rate: 0.1,
  decay: 0.985,
  sigma: 0.1,
  seed: 1,
  validation: { every: 10, tasks: 32 },
});
