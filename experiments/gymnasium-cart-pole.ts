import { defineExperiment, type Schedule } from "creditgym";

/** Falls over the first 50 k steps, by a hundredfold as in the reference program unless said otherwise. */
function falling(from: number, to = from / 100): Schedule {
  return { from, to, steps: 50_000 };
}

const adam = { kind: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-8, correctionSteps: null } as const;
const criticRates = [falling(0.04, 0.004), 0.00004, 0.000004];

/**
 * The twin of `cart-pole` in Python's Gymnasium, over the bridge: the same settings, the same seeds, and the
 * same episodes until a last bit of a sine parts the two.
 *
 *     npx creditgym gymnasium setup
 *     npx creditgym compare gymnasium-cart-pole
 *     npx creditgym compare gymnasium-cart-pole --set variant=reference
 */
export default defineExperiment({
  name: "gymnasium-cart-pole",
  description: "64-32 units, batch 1, TD error of a critic with traces, Python's CartPole",
  // As the native one is: single environments, seeded one by one, reset in the step that ends an episode.
  environments: [{ id: "gymnasium:CartPole-v1", vectorizationMode: "sync", autoresetMode: "same-step" }],
  rules: ["reinforce", "weight-max", "unbiased-weight-max", "straight-through", "backprop"],
  seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  budget: { episodes: 1000 },
  agent: {
    hidden: [64, 32],
    feedback: "td-error",
    discount: 0.98,
    lambda: 0,
    optimizer: adam,
    critic: { hidden: [64, 32], units: "softplus", lambda: 0.8, optimizer: adam, rates: criticRates },
  },
  // Those of `cart-pole`, where they were searched for.
  perRule: {
    reinforce: { rates: [falling(0.08), falling(0.008), falling(0.008)] },
    "weight-max": { rates: [falling(0.009), falling(0.0027), falling(0.0009)] },
    "weight-max-author": { rates: [falling(0.009), falling(0.0027), falling(0.0009)] },
    "unbiased-weight-max": { rates: [falling(0.003), falling(0.001), falling(0.0003)] },
    "unbiased-weight-max:posterior": { rates: [falling(0.003), falling(0.001), falling(0.0003)] },
    "unbiased-weight-max:no-omega": { rates: [falling(0.003), falling(0.001), falling(0.0003)] },
    "straight-through": {
      rates: [falling(0.004, 0.0004), falling(0.0012, 0.00012), falling(0.0004, 0.00004)],
    },
    backprop: { rates: [falling(0.003), falling(0.0003), falling(0.00003)] },
  },
  variants: {
    /** As the authors' program: it learns one step late, and a truncated step teaches nothing. */
    reference: {
      rules: ["weight-max-author"],
      published: [
        {
          env: "gymnasium:CartPole-v1",
          rule: "weight-max-author",
          averageReturn: { mean: 390, std: 43 },
          runs: 10,
          source: "Chung 2020",
        },
      ],
      agent: {
        lag: true,
        bootstrapTruncated: false,
        optimizer: { correctionSteps: 1000 },
        critic: { optimizer: { correctionSteps: 1000 } },
      },
      perRule: {
        "weight-max-author": { rates: [falling(0.02), falling(0.0002), falling(0.00002)] },
      },
    },
  },
});
