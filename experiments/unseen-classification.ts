import { defineExperiment } from "creditgym";

/** Both layers' rates together. */
const rates = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3].map((rate) => [rate, rate]);

/**
 * Supervised learning on tasks that nobody tuned a rule for: class mixtures and handwritten digits, a few hundred
 * labelled samples, 150 Adam steps with a gradient norm of at most 1, from 32 samples each. Every seed is a task of its
 * own. Then the network is held against 400 other samples of its task, and against its training set.
 *
 * `tdca` has a top-down network evolved by `evolve-classification` on training-range tasks of the same family,
 * `tdca@other-family` that of the other family. All rates were searched for on training-range tasks, by the accuracy on
 * test samples: `--set variant=search`. The setting of Chen et al. 2022 (arXiv 2208.01416) has .01:
 * `--set variant=paper-rate`.
 *
 *     npx creditgym compare unseen-classification
 *     npx creditgym compare unseen-classification --seeds 300
 */
export default defineExperiment({
  name: "unseen-classification",
  description: "A few hundred labelled samples, 150 Adam steps, tasks never seen",
  families: ["class-mixtures", "digits"],
  rules: [
    "tdca",
    "tdca@other-family",
    "tdca:zero-advantage",
    "tdca:random-sign",
    "tdca:unevolved",
    "backprop",
    "direct-feedback-alignment",
    "output-only",
  ],
  seeds: 100,
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
  perRule: { "tdca@other-family": { topDown: "digits" }, "output-only": { rates: [0.1, 0.1] } },
  perEnvironment: {
    digits: {
      agent: { topDown: "digits", rates: [0.01, 0.01] },
      perRule: {
        "tdca@other-family": { topDown: "class-mixtures" },
        "output-only": { rates: [0.03, 0.03] },
      },
    },
  },
  evaluation: {
    episodes: 400,
    policy: "greedy",
    kwargs: { set: "test" },
    also: { "training set": { set: "training" } },
  },
  variants: {
    "paper-rate": {
      agent: { rates: [0.01, 0.01] },
      perRule: { "output-only": { rates: [0.01, 0.01] } },
      perEnvironment: { digits: { perRule: { "output-only": { rates: [0.01, 0.01] } } } },
    },
    search: {
      seeds: 10,
      sweep: {
        search: "grid",
        space: { rates },
        perRule: {
          // At the rate of the rule that they are to check.
          "tdca:zero-advantage": {},
          "tdca:random-sign": {},
          "tdca:unevolved": {},
        },
        seeds: 40,
        measure: "evaluationReturn",
      },
    },
  },
});
