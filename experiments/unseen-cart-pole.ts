import { defineExperiment } from "creditgym";

const momentum = { kind: "momentum", momentum: 0.9, corrected: true } as const;
const adam = { kind: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-8, correctionSteps: null } as const;

/** Both layers' rates together. */
const both = (...rates: readonly number[]) => ({ rates: rates.map((rate) => [rate, rate]) });
/** The hidden layer's rate and the output layer's apart. */
const apart = (hidden: readonly number[], output = hidden) => ({
  rates: hidden.flatMap((below) => output.map((above) => [below, above])),
});
const forMomentum = [0.3, 1, 2.5, 5, 10];
const forAdam = [0.01, 0.02, 0.05, 0.1, 0.2];

const adamDiffused = { topDown: "cart-pole-adam-diffused", optimizer: adam, rates: [0.05, 0.1] };

/**
 * Which rule still learns on tasks that nobody has tuned it for? CartPoles of other physics, 32 hidden units, 20
 * updates from 4 episodes each and 4 episodes more, at most 200 steps long: the average return over these 84 episodes
 * is the area under the learning curve. Advantage, its clipping and the gradient's norm are the same for all rules.
 *
 * `tdca` has a top-down network evolved by `evolve-cart-pole` on training-range tasks, with a credit for each unit;
 * `tdca@diffused` one with 4 credits, spread over the units by a fixed kernel. They learn by momentum, and two more by
 * Adam. Networks of units that fire at random (the last four rules) learn by Adam. Rates of all rules but `tdca`, for
 * which the top-down network was evolved, were searched for on training-range tasks too (`--set variant=search`): those of
 * `backprop` and `direct-feedback-alignment` for each layer apart. The controls are those of `tdca`; `--set variant=controls`
 * has those of `tdca@adam-diffused`.
 */
export default defineExperiment({
  name: "unseen-cart-pole",
  description:
    "CartPoles of other physics: 20 updates of 4 episodes each, on training-range and held-out tasks",
  families: ["cart-pole"],
  rules: [
    "tdca",
    "tdca@diffused",
    "tdca@adam",
    "tdca@adam-diffused",
    "tdca:zero-advantage",
    "tdca:random-sign",
    "tdca:unevolved",
    "output-only",
    "output-only@adam",
    "direct-feedback-alignment",
    "backprop",
    "backprop@adam",
    "reinforce",
    "weight-max",
    "unbiased-weight-max",
    "straight-through",
  ],
  seeds: 300,
  budget: { episodes: 84 },
  agent: {
    hidden: [32],
    output: "softmax-full",
    feedback: "batch-return",
    discount: 0.99,
    batchReturn: { episodes: 4, clip: 3 },
    gradientNorm: 1,
    optimizer: momentum,
    rates: [5, 5],
    initialisation: "fan-in",
    observation: { scale: [1 / 1.2, 1, 1 / 0.15, 1] },
    topDown: "cart-pole",
  },
  perRule: {
    "tdca@diffused": { topDown: "cart-pole-diffused" },
    "tdca@adam": { topDown: "cart-pole-adam", optimizer: adam, rates: [0.05, 0.1] },
    "tdca@adam-diffused": adamDiffused,
    "output-only@adam": { optimizer: adam, rates: [0.1, 0.1] },
    "direct-feedback-alignment": { rates: [0.3, 5] },
    backprop: { rates: [2.5, 5] },
    "backprop@adam": { optimizer: adam, rates: [0.02, 0.1] },
    reinforce: { optimizer: adam, rates: [0.2, 0.2] },
    "weight-max": { optimizer: adam, rates: [0.1, 0.1] },
    "unbiased-weight-max": { optimizer: adam, rates: [0.1, 0.1] },
    "straight-through": { optimizer: adam, rates: [0.1, 0.1] },
  },
  variants: {
    controls: {
      rules: [
        "tdca@adam-diffused",
        "tdca:zero-advantage@adam-diffused",
        "tdca:random-sign@adam-diffused",
        "tdca:unevolved@adam-diffused",
      ],
      seeds: 100,
      perRule: {
        "tdca:zero-advantage@adam-diffused": adamDiffused,
        "tdca:random-sign@adam-diffused": adamDiffused,
        "tdca:unevolved@adam-diffused": adamDiffused,
      },
    },
    search: {
      seeds: 10,
      sweep: {
        search: "grid",
        space: both(0.003, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1),
        perRule: {
          // Evolved with its rate.
          tdca: {},
          "tdca:zero-advantage": {},
          "tdca:random-sign": {},
          "tdca:unevolved": {},
          "output-only": both(0.3, 1, 2.5, 5, 10, 20),
          "output-only@adam": both(0.003, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1),
          // Its hidden rate matters little: lower ones are tried as well.
          "direct-feedback-alignment": apart([0.03, 0.1, ...forMomentum], forMomentum),
          backprop: apart(forMomentum),
          "backprop@adam": apart(forAdam),
        },
        seeds: 100,
      },
    },
  },
});
