import type { CreditRule } from "./rule.js";
import { creditOutput, needsBernoulliUnits, projectDown } from "./support.js";

/**
 * Straight-through: the output's h − p is sent down as if each unit had put out its probability,
 * e = p(1 − p) · (e_next / T_next) W_nextᵀ. A biased yardstick.
 */
export const straightThrough: CreditRule = {
  id: "straight-through",
  summary: "backpropagation through the firing probabilities (yardstick)",
  source: "Hinton 2012; Bengio, Léonard and Courville 2013, arXiv 1308.3432",
  unbiased: false,
  defaultUnits: "bernoulli",
  supports: (spec) => needsBernoulliUnits("straight-through", spec),
  bind: (network) => ({
    credit(l) {
      const { engine, layers } = network;
      if (l === layers.length - 1) {
        creditOutput(network);
        return;
      }
      const { eligibility, p } = layers[l];
      projectDown(network, l);
      engine.multiplyLogisticSlope(eligibility, eligibility, p);
    },
  }),
};
