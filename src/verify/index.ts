export {
  CASE_KEYS,
  CASE_TOLERANCE,
  type CaseReport,
  type CaseResult,
  EXACT_GRADIENT,
  runCases,
} from "./cases.js";
export { CasesFileError } from "./cases-file.js";
export { compareEngines, ENGINE_TOLERANCE, type EngineComparison } from "./engine-equality.js";
export type { EnumerationCase } from "./enumeration-case.js";
export { type ExactGradient, exactGradient } from "./exact-gradient.js";
export { expectedUpdate } from "./expected-update.js";
export { formatCases, formatVerification } from "./format.js";
export { type CaseAgreement, caseAgreement, measureBias, UNBIASED_TOLERANCE } from "./unbiasedness.js";
export type { VarianceOptions, VarianceRow } from "./update-variance.js";
export {
  type RuleVerification,
  runVerification,
  type VerificationOptions,
  type VerificationProgress,
  type VerificationReport,
} from "./verification.js";
