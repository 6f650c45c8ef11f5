import { defineExperiment } from "creditgym";

const TASKS = [1, 2, 3];
const mixtures = (split: string) =>
  TASKS.map((taskSeed) => ({ id: "Classification-v0", kwargs: { split, taskSeed } }));

/** What learns, in 150 updates from 32 labelled samples each, to classify samples of tasks that nobody tuned it for. */
export default defineExperiment({
  name: "unseen-classification",
  description: "Class mixtures from a few hundred labelled samples, on held-out tasks: 150 Adam steps.",
  environments: mixtures("held-out"),
  rules: ["backprop"],
  seeds: 10,
  batch: 32,
  budget: { steps: 32 * 150 },
  agent: {
    ...{ hidden: [64], units: "tanh", output: "softmax-full", initialisation: "fan-in" },
    ...{ feedback: "label", optimizer: { kind: "adam" }, rates: [0.01, 0.01], gradientNorm: 1 },
  },
  evaluation: {
    ...{ episodes: 400, policy: "greedy", points: 15 },
    kwargs: { set: "test" },
    also: { "training set": { set: "training" } },
  },
  // Which rates suit a rule is looked for on training-range tasks: `--variant training-tasks`.
  variants: { "training-tasks": { environments: mixtures("training") } },
});
