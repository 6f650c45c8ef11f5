export { type BootstrapOptions, bootstrap, bootstrapInterval, type Interval } from "./bootstrap.js";
export { probabilityOfImprovement, probabilityOfImprovementInterval } from "./improvement.js";
export { iqm, mean, percentile, std } from "./location.js";
export {
  type Arm,
  type Comparison,
  type MeasureSummary,
  type Summary,
  summarise,
  summariseMeasure,
  type TrialOutcome,
} from "./summary.js";
export { seededUniform, type Uniform } from "./uniform.js";
