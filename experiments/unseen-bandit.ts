import { defineExperiment } from "creditgym";

const momentum = { kind: "momentum", momentum: 0.9, corrected: true } as const;
const adam = { kind: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-8, correctionSteps: null } as const;

/** Both layers' rates together. */
const both = (...rates: readonly number[]) => ({ rates: rates.map((rate) => [rate, rate]) });
/** The hidden layer's rate and the output layer's apart. */
const apart = (...rates: readonly number[]) => ({
  rates: rates.flatMap((hidden) => rates.map((output) => [hidden, output])),
});
const forMomentum = apart(0.3, 1, 2, 5, 10);
const forAdam = apart(0.003, 0.01, 0.03, 0.1, 0.3);

const diffused = { topDown: "contextual-bandit-wide-diffused" };

/**
 * Unseen tasks on which the hidden layer must learn: which of 128 directions pays. What 32 units show of it before they
 * have learned is half of it at most, whatever the output layer does (docs/unseen-tasks.md). 20 updates from 64
 * decisions each, and 64 decisions more.
 *
 * `tdca` has a top-down network evolved by `evolve-bandit` on training-range tasks, whose credit is gated; `tdca@diffused`
 * one with 4 credits, spread over the units by a fixed kernel; and `tdca@centred` one whose credit is centred. The others'
 * rates were searched for, on training-range tasks too (`--set variant=search`): those of `backprop` and
 * `direct-feedback-alignment` for each layer apart. The controls are those of `tdca`; `--set variant=controls` has those of
 * `tdca@diffused`.
 */
export default defineExperiment({
  name: "unseen-bandit",
  description:
    "Wide contextual bandits: 20 updates of 64 decisions each, on training-range and held-out tasks",
  families: ["contextual-bandit-wide"],
  rules: [
    "tdca",
    "tdca@diffused",
    "tdca@centred",
    "tdca:zero-advantage",
    "tdca:random-sign",
    "tdca:unevolved",
    "output-only",
    "direct-feedback-alignment",
    "backprop",
    "backprop@adam",
    "reinforce",
    "weight-max",
    "unbiased-weight-max",
    "straight-through",
  ],
  seeds: 300,
  budget: { episodes: 21 * 64 },
  agent: {
    hidden: [32],
    output: "softmax-full",
    feedback: "batch-return",
    batchReturn: { episodes: 64, clip: 3 },
    gradientNorm: 1,
    optimizer: momentum,
    rates: [5, 5],
    initialisation: "fan-in",
    topDown: "contextual-bandit-wide",
  },
  perRule: {
    "tdca@diffused": diffused,
    "tdca@centred": { topDown: "contextual-bandit-wide-centred", rates: [3, 3] },
    "output-only": { rates: [10, 10] },
    "direct-feedback-alignment": { rates: [5, 1] },
    backprop: { rates: [2, 1] },
    "backprop@adam": { optimizer: adam, rates: [0.03, 0.03] },
    reinforce: { optimizer: adam, rates: [0.1, 0.1] },
    "weight-max": { optimizer: adam, rates: [0.03, 0.03] },
    "unbiased-weight-max": { optimizer: adam, rates: [0.03, 0.03] },
    "straight-through": { optimizer: adam, rates: [0.03, 0.03] },
  },
  variants: {
    controls: {
      rules: [
        "tdca@diffused",
        "tdca:zero-advantage@diffused",
        "tdca:random-sign@diffused",
        "tdca:unevolved@diffused",
      ],
      seeds: 100,
      perRule: {
        "tdca:zero-advantage@diffused": diffused,
        "tdca:random-sign@diffused": diffused,
        "tdca:unevolved@diffused": diffused,
      },
    },
    search: {
      seeds: 10,
      sweep: {
        search: "grid",
        space: both(0.003, 0.01, 0.03, 0.1, 0.3, 1),
        perRule: {
          // Evolved with its rate.
          tdca: {},
          "tdca:zero-advantage": {},
          "tdca:random-sign": {},
          "tdca:unevolved": {},
          "output-only": both(1, 3, 10, 30, 100),
          "direct-feedback-alignment": forMomentum,
          backprop: forMomentum,
          "backprop@adam": forAdam,
        },
        seeds: 100,
      },
    },
  },
});
