import type { CreditRule } from "./rule.js";
import { creditOutput, needsDeterministicUnits, projectDown } from "./support.js";

/**
 * Backpropagation of the output's score through deterministic hidden units: the exact policy
 * gradient (or, under a linear head, the gradient of a critic's value). A yardstick.
 */
export const backprop: CreditRule = {
  id: "backprop",
  summary: "exact derivatives through deterministic units (yardstick)",
  source: "Rumelhart, Hinton and Williams 1986",
  unbiased: true,
  defaultUnits: "tanh",
  supports: (spec) => needsDeterministicUnits("backprop", spec),
  bind: (network) => ({
    credit(l) {
      const { engine, layers } = network;
      if (l === layers.length - 1) {
        creditOutput(network);
        return;
      }
      const { eligibility, slope } = layers[l];
      projectDown(network, l);
      engine.multiply(eligibility, eligibility, slope);
    },
  }),
};
