import type { CreditRule } from "./rule.js";
import { needsStochasticUnits } from "./support.js";

/**
 * A team of REINFORCE agents (Williams 1992): every unit is reinforced by the same feedback. Its
 * eligibility is its score: e = h − p of Bernoulli units, e = f′(z) (h − f(z))/σ² of Gaussian ones.
 * Unbiased; its variance grows with the number of units.
 */
export const reinforce: CreditRule = {
  id: "reinforce",
  summary: "one feedback broadcast to every unit",
  source: "Williams 1992",
  unbiased: true,
  defaultUnits: "bernoulli",
  supports: (spec) => needsStochasticUnits("reinforce", spec),
  bind: ({ layers }) => ({
    credit: (l) => layers[l].score(),
  }),
};
