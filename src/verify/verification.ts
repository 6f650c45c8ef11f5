import { creditRules } from "../../agents/rules/index.js";
import type { CreditRule } from "../../agents/rules/rule.js";
import type { Engine } from "../engine/engine.js";
import { createWasmEngine } from "../engine/wasm/wasm-engine.js";
import { compareEngines, ENGINE_TOLERANCE, type EngineComparison } from "./engine-equality.js";
import { enumerationSuite } from "./suite.js";
import { type CaseAgreement, measureBias, UNBIASED_TOLERANCE } from "./unbiasedness.js";
import {
  logLogSlope,
  updateVariances,
  VARIANCE_WIDTHS,
  type VarianceOptions,
  type VarianceRow,
} from "./update-variance.js";

export interface RuleVerification {
  readonly rule: string;
  /** ‖expected update − exact gradient‖/‖exact gradient‖, worst case of the suite. */
  readonly relativeError: number;
  /** Of the angle between the two, worst case of the suite. */
  readonly cosine: number;
  /** As measured. */
  readonly unbiased: boolean;
  /** What the rule says of itself. */
  readonly declaredUnbiased: boolean;
  /** Growth of the variance with the width of the layer, as a power; null where it was not measured. */
  readonly slope: number | null;
  readonly variance: readonly VarianceRow[];
  readonly cases: readonly CaseAgreement[];
}

export interface VerificationReport {
  readonly rules: readonly RuleVerification[];
  /** Rules that take none of the suite's networks, with their reason. */
  readonly skipped: readonly { readonly rule: string; readonly reason: string }[];
  readonly engines: readonly EngineComparison[];
  /** Whether every rule that declares itself unbiased is, and the engines agree. */
  readonly holds: boolean;
}

export interface VerificationProgress {
  readonly done: number;
  readonly total: number;
  /** What is being done next. */
  readonly activity: string;
}

export interface VerificationOptions {
  /** Default: every rule there is. */
  readonly rules?: readonly CreditRule[];
  /** The engines to hold against the reference, at least one; the first samples the variances. Default: wasm. */
  readonly engines?: readonly Engine[];
  readonly variance?: VarianceOptions;
  readonly onProgress?: (progress: VerificationProgress) => void;
}

const DEFAULT_VARIANCE: VarianceOptions = { widths: VARIANCE_WIDTHS, initialisations: 16, passes: 4 };

/** Puts rules to the proof: bias by enumeration, variance by sampling, engines update by update. */
export function runVerification(options: VerificationOptions = {}): VerificationReport {
  const {
    rules = creditRules,
    engines = [createWasmEngine()],
    variance = DEFAULT_VARIANCE,
    onProgress,
  } = options;
  const total = rules.length + engines.length + 1;
  let done = 0;
  const step = <T>(activity: string, work: () => T): T => {
    onProgress?.({ done, total, activity });
    const result = work();
    done++;
    return result;
  };

  const bias = rules.map((rule) => step(`bias of ${rule.id}`, () => measureBias(rule)));
  const comparisons = engines.flatMap((engine) =>
    step(`engine ${engine.id}`, () => compareEngines(engine, rules)),
  );
  const variances = step("variance by width", () => updateVariances(rules, engines[0], variance));
  onProgress?.({ done, total, activity: "done" });

  const verified = rules.flatMap((rule, k) =>
    bias[k].length === 0 ? [] : [ruleVerification(rule, bias[k], variances.get(rule.id)!)],
  );
  return {
    rules: verified,
    skipped: rules.flatMap((rule, k) =>
      bias[k].length === 0 ? [{ rule: rule.id, reason: reasonOfRefusal(rule) }] : [],
    ),
    engines: comparisons,
    holds:
      verified.every(({ unbiased, declaredUnbiased }) => unbiased || !declaredUnbiased) &&
      comparisons.every(({ maxRelativeError }) => maxRelativeError <= ENGINE_TOLERANCE),
  };
}

function ruleVerification(
  rule: CreditRule,
  cases: readonly CaseAgreement[],
  variance: readonly VarianceRow[],
): RuleVerification {
  const relativeError = cases.reduce((worst, single) => Math.max(worst, single.relativeError), 0);
  return {
    rule: rule.id,
    relativeError,
    cosine: cases.reduce((worst, { cosine }) => Math.min(worst, cosine), 1),
    unbiased: relativeError < UNBIASED_TOLERANCE,
    declaredUnbiased: rule.unbiased,
    slope: variance.length > 1 && variance.every(({ value }) => value > 0) ? logLogSlope(variance) : null,
    variance,
    cases,
  };
}

function reasonOfRefusal(rule: CreditRule): string {
  const [first] = enumerationSuite(() => true);
  const answer = rule.supports(first.spec);
  return answer === true ? "no network of the suite fits it" : answer;
}
