import { defineExperiment } from "creditgym";
import cartPole from "./cart-pole.js";
import multiplexer from "./multiplexer.js";

/**
 * What `npm start` runs: five rules on a bandit in which credit is everything and on a control task,
 * each with the rates recorded for it, in about a minute.
 */
export default defineExperiment({
  name: "quickstart",
  description: "five ways to hand out credit, each at its own best rates",
  environments: ["Multiplexer-v0", "CartPole-v1"],
  rules: ["reinforce", "weight-max", "unbiased-weight-max", "straight-through", "backprop"],
  seeds: [1, 2, 3, 4, 5],
  budget: { episodes: 400 },
  perEnvironment: {
    "Multiplexer-v0": {
      agent: multiplexer.agent,
      perRule: multiplexer.perRule,
      budget: { episodes: 200_000 },
    },
    "CartPole-v1": { agent: cartPole.agent, perRule: cartPole.perRule },
  },
});
