import { defineExperiment, type Schedule } from "creditgym";

/** Falls to a tenth over the first million steps, as in the reference program. */
function falling(from: number): Schedule {
  return { from, to: from / 10, steps: 1_000_000 };
}

const adam = { kind: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-8, correctionSteps: null } as const;

/**
 * Acrobot-v1 with the reference actor-critic of Chung 2020 (arXiv 2010.09770). Published average over
 * all episodes for Weight Maximization: −97 (3) over 10 runs; the variant `reference` has those
 * settings.
 *
 *     npx creditgym compare acrobot
 *     npx creditgym compare acrobot --set variant=reference
 */
export default defineExperiment({
  name: "acrobot",
  description: "64-32 units, batch 1, TD error of a critic with traces",
  environments: ["Acrobot-v1"],
  rules: ["reinforce", "weight-max", "unbiased-weight-max", "straight-through", "backprop"],
  seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  budget: { episodes: 1000 },
  agent: {
    hidden: [64, 32],
    feedback: "td-error",
    discount: 0.98,
    lambda: 0,
    optimizer: adam,
    critic: {
      hidden: [64, 32],
      units: "softplus",
      lambda: 0.8,
      optimizer: adam,
      rates: [0.01, 0.00001, 0.000001],
    },
  },
  // The best of a random search for each rule on four seeds that no comparison here uses.
  perRule: {
    "weight-max": { rates: [falling(0.1), falling(0.001), falling(0.0001)] },
  },
  variants: {
    /** As the authors' program: it learns one step late, and a truncated step teaches nothing. */
    reference: {
      rules: ["weight-max-author"],
      agent: {
        lag: true,
        bootstrapTruncated: false,
        optimizer: { correctionSteps: 1000 },
        critic: { optimizer: { correctionSteps: 1000 } },
      },
      perRule: { "weight-max-author": { rates: [falling(0.1), falling(0.001), falling(0.0001)] } },
    },
  },
});
