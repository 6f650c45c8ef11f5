export {
  type AggregateName,
  type AggregateOptions,
  type Aggregates,
  aggregate,
  aggregates,
} from "./aggregates.js";
export { type BootstrapOptions, bootstrap, bootstrapInterval, type Interval } from "./bootstrap.js";
export type { ResamplingOptions } from "./counting-bootstrap.js";
export {
  differenceOfMeans,
  type FamilyEnvironments,
  type FamilyRule,
  type FamilySummary,
  type HeldOutComparison,
  type OptimalReturn,
  type SplitReturn,
  summariseFamilies,
  type TaskMean,
} from "./families.js";
export type { PairedLabels } from "./held-out-labels.js";
export {
  averageProbabilityOfImprovement,
  probabilityOfImprovement,
  probabilityOfImprovementInterval,
} from "./improvement.js";
export { iqm, mean, percentile, std } from "./location.js";
export type { Measure, TrialOutcome } from "./outcome.js";
export { type PairedDifference, pairedDifference } from "./paired.js";
export { type ProfileOptions, type ProfilePoint, performanceProfile } from "./profiles.js";
export { type SampleEfficiencyOptions, sampleEfficiencyCurve } from "./sample-efficiency.js";
export { normalised, ruleScores, type ScoreRange, type ScoreRanges } from "./scores.js";
export {
  type Arm,
  type Comparison,
  type EmptyArm,
  type LeftOut,
  type MeasureSummary,
  type OverallComparison,
  type RuleAggregates,
  type Summary,
  summarise,
  summariseMeasure,
} from "./summary.js";
export type { Estimate, TaskCurves, TaskScores } from "./task-scores.js";

export { seededUniform, type Uniform } from "./uniform.js";
