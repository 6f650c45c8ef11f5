import type { CreditRule } from "../../agents/rules/rule.js";
import { type Agreement, agreement } from "./agreement.js";
import type { EnumerationCase } from "./enumeration-case.js";
import { exactGradient } from "./exact-gradient.js";
import { expectedUpdate } from "./expected-update.js";
import { enumerationSuite } from "./suite.js";

/** A rule is unbiased when no case of the suite shows a larger relative error: rounding, nothing else. */
export const UNBIASED_TOLERANCE = 1e-9;

/** A rule's expected update in one case of the suite, against the exact gradient of the expected reward. */
export interface CaseAgreement extends Agreement {
  readonly id: string;
  /** The same for each layer alone, bottom to top. */
  readonly layers: readonly Agreement[];
}

/** The suite's agreement of one rule, case by case; empty when the rule refuses every network of it. */
export function measureBias(rule: CreditRule): CaseAgreement[] {
  return enumerationSuite((spec) => rule.supports(spec) === true).map((testCase) =>
    caseAgreement(rule, testCase),
  );
}

export function caseAgreement(rule: CreditRule, testCase: EnumerationCase): CaseAgreement {
  const { gradient } = exactGradient(testCase);
  const update = expectedUpdate(rule, testCase);
  return {
    id: testCase.id,
    ...agreement(update, gradient),
    layers: update.map((layer, l) => agreement([layer], [gradient[l]])),
  };
}
