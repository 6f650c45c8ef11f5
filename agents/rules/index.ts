import { backprop } from "./backprop.js";
import { directFeedbackAlignment } from "./direct-feedback-alignment.js";
import { outputOnly } from "./output-only.js";
import { reinforce } from "./reinforce.js";
import type { CreditRule } from "./rule.js";
import { straightThrough } from "./straight-through.js";
import { tdca, tdcaRandomSign, tdcaUnevolved, tdcaZeroAdvantage } from "./tdca.js";
import {
  unbiasedWeightMax,
  unbiasedWeightMaxNoOmega,
  unbiasedWeightMaxPosterior,
} from "./unbiased-weight-max.js";
import { weightMax, weightMaxAuthor } from "./weight-max.js";

export type { BoundRule, CreditRule, RuleContext } from "./rule.js";

/** Every rule there is, in the order of listings. */
export const creditRules: readonly CreditRule[] = [
  reinforce,
  weightMax,
  weightMaxAuthor,
  unbiasedWeightMax,
  unbiasedWeightMaxPosterior,
  unbiasedWeightMaxNoOmega,
  straightThrough,
  backprop,
  tdca,
  tdcaZeroAdvantage,
  tdcaRandomSign,
  tdcaUnevolved,
  outputOnly,
  directFeedbackAlignment,
];

/** The rule with that id. @throws {RangeError} when there is none */
export function creditRule(id: string): CreditRule {
  const rule = creditRules.find((candidate) => candidate.id === id);
  if (rule === undefined) throw new RangeError(`there is no rule "${id}"`);
  return rule;
}
