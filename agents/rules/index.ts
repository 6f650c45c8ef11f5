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

/** The id in a rule's name, which is the id itself or `id@label`: the same rule with settings of its own. */
export const ruleIdOf = (name: string): string => name.split("@", 1)[0];

/** The rule of that name. @throws {RangeError} when there is none */
export function creditRule(name: string): CreditRule {
  const id = ruleIdOf(name);
  const rule = creditRules.find((candidate) => candidate.id === id);
  if (rule === undefined) throw new RangeError(`there is no rule "${id}"`);
  return rule;
}
