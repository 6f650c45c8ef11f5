import type { Network } from "../networks/network.js";
import type { BoundRule, CreditRule } from "./rule.js";
import { needsBernoulliUnits } from "./support.js";

/**
 * Weight Maximization (Chung 2020, arXiv 2010.09770): a hidden unit's own reward is the change of
 * the squared norm of its outgoing weights, r_i = Σ_j 2 w_ij Δw_ij, with Δw the intended update
 * before the optimizer and w as it was before the update. The output's reward is the feedback.
 */
export const weightMax: CreditRule = {
  id: "weight-max",
  summary: "each unit is rewarded by the growth of its outgoing weights",
  source: "Chung 2020, arXiv 2010.09770",
  unbiased: false,
  defaultUnits: "bernoulli",
  supports: (spec) => needsBernoulliUnits("weight-max", spec),
  bind: bindWeightMax,
};

/**
 * Weight Maximization as its author's program runs it: w_ij is read after the layer above took its
 * optimizer step.
 */
export const weightMaxAuthor: CreditRule = {
  id: "weight-max-author",
  summary: "weight-max as its author runs it: weights read after the layer above was updated",
  source: "Chung 2020, its program",
  unbiased: false,
  defaultUnits: "bernoulli",
  stepsTopDown: true,
  supports: (spec) => needsBernoulliUnits("weight-max-author", spec),
  bind: bindWeightMax,
};

function bindWeightMax({ engine, layers }: Network): BoundRule {
  const top = layers.length - 1;
  const traced = layers[top].trace !== null;
  if (traced) layers[top].reward.data.fill(1);
  return {
    handsOutRewards: traced,
    credit(l) {
      const { eligibility, h, reward } = layers[l];
      layers[l].score();
      if (l === top) return;
      const above = layers[l + 1];
      if (traced) {
        engine.weightMaxTraceReward(reward, above.weights, above.trace!, above.reward);
      } else {
        engine.weightMaxReward(reward, h, above.weights, above.eligibility, above.temperature);
        engine.multiply(eligibility, eligibility, reward);
      }
    },
  };
}
