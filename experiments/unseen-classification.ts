import { defineExperiment } from "creditgym";

/**
 * Supervised learning on tasks that nobody tuned a rule for: class mixtures of a few hundred labelled samples, 150 Adam
 * steps with a gradient norm of at most 1, from 32 samples each. Every seed is a task of its own. After every tenth
 * step the network is held against 400 other samples of its task, and against its training set.
 *
 * `tdca` has a top-down network evolved by `evolve-classification` on training-range tasks, at the rate .03.
 *
 * Rates: of .003, .01, .03, .1 and .3 the one with the lowest log loss on test samples of six training-range tasks,
 * which is .03 for the other rules here. The setting of Chen et al. 2022 (arXiv 2208.01416) has .01: `--set variant=paper-rate`.
 *
 *     npx creditgym compare unseen-classification
 *     npx creditgym compare unseen-classification --seeds 300
 */
export default defineExperiment({
  name: "unseen-classification",
  description: "Class mixtures from a few hundred labelled samples, 150 Adam steps, tasks never seen",
  families: ["class-mixtures"],
  rules: [
    "tdca",
    "tdca:zero-advantage",
    "tdca:random-sign",
    "tdca:unevolved",
    "backprop",
    "direct-feedback-alignment",
    "output-only",
  ],
  seeds: 30,
  budget: { steps: 32 * 150 },
  batch: 32,
  agent: {
    hidden: [64],
    units: "tanh",
    output: "softmax-full",
    initialisation: "fan-in",
    feedback: "label",
    gradientNorm: 1,
    rates: [0.03, 0.03],
    topDown: "class-mixtures",
  },
  evaluation: {
    episodes: 400,
    policy: "greedy",
    points: 15,
    kwargs: { set: "test" },
    also: { "training set": { set: "training" } },
  },
  variants: { "paper-rate": { agent: { rates: [0.01, 0.01] } } },
});
