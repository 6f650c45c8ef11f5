import type { CreditRule } from "./rule.js";
import { needsBernoulliUnits } from "./support.js";

/**
 * A team of REINFORCE agents (Williams 1992): every unit is reinforced by the same feedback,
 * e = h − p. Unbiased; its variance grows with the number of units.
 */
export const reinforce: CreditRule = {
  id: "reinforce",
  summary: "one feedback broadcast to every unit",
  source: "Williams 1992",
  unbiased: true,
  defaultUnits: "bernoulli",
  supports: (spec) => needsBernoulliUnits("reinforce", spec),
  bind: ({ engine, layers }) => ({
    credit(l) {
      const { eligibility, h, p } = layers[l];
      engine.score(eligibility, h, p);
    },
  }),
};
