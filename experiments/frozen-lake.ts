import { defineExperiment } from "creditgym";

/**
 * FrozenLake-v1, in which nothing is rewarded but the last step of a crossing: a longer view, a little entropy and a faster
 * critic than elsewhere, the same for all rules. A few settings were tried by hand on seed 101; nobody has searched for
 * each rule's own rates, and `reinforce` learns next to nothing with these.
 *
 *     npx creditgym compare frozen-lake
 */
export default defineExperiment({
  name: "frozen-lake",
  description: "4 × 4 tiles, slippery; 64-32 units, batch 1, TD error of a critic with traces",
  environments: ["FrozenLake-v1"],
  rules: ["reinforce", "weight-max", "unbiased-weight-max", "straight-through", "backprop"],
  seeds: [1, 2, 3],
  budget: { steps: 200_000 },
  agent: {
    hidden: [64, 32],
    feedback: "td-error",
    discount: 0.99,
    entropy: 0.003,
    rates: [0.003, 0.001, 0.0003],
    critic: { hidden: [64, 32], units: "softplus", lambda: 0.9, rates: [0.003, 0.001, 0.001] },
  },
});
