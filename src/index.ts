export type { Agent, Checkpoint, Transition } from "../agents/agent.js";
export {
  type AgentConfig,
  type CriticConfig,
  DEFAULT_AGENT,
  type OptimizerConfig,
  type Schedule,
} from "../agents/config.js";
export { AgentConfigError } from "../agents/errors.js";
export type { Activity, Layer } from "../agents/networks/layer.js";
export type { Network } from "../agents/networks/network.js";
export type { HeadSpec, NetworkSpec, UnitKind } from "../agents/networks/spec.js";
export { type BoundRule, type CreditRule, creditRules, type RuleContext } from "../agents/rules/index.js";
export { createTeamAgent, type TeamAgent, type TeamAgentOptions } from "../agents/team-agent.js";
export type { CreditDiffusion, CreditMode, TopDownSpec } from "../agents/top-down/top-down-spec.js";
export type { TopDownWeights } from "../agents/top-down/top-down-weights.js";
export {
  ANY_SEED,
  BanditModel,
  type BanditTask,
  between,
  booleanParameter,
  type CartPoleTask,
  defineFamily,
  EITHER,
  type Interval,
  integerParameter,
  integersBetween,
  type NavigationTask,
  nameParameter,
  numberParameter,
  type Parameter,
  type ParameterRange,
  registerTaskFamily,
  SPLITS,
  type Split,
  type SplitRanges,
  sameAcross,
  type TaskEnvironment,
  type TaskFamily,
  type TaskParameters,
  type TaskVectorOptions,
  taskEnvironmentSpec,
  taskFamilies,
  taskFamily,
} from "../envs/families/index.js";
export type { Engine, Tensor } from "./engine/engine.js";
export type { Model, ModelParameter } from "./engine/model.js";
export { createReferenceEngine } from "./engine/reference/reference-engine.js";
export { createWasmEngine } from "./engine/wasm/wasm-engine.js";
export { UsageError } from "./errors/usage-error.js";
export { defineEvolution } from "./evolution/define-evolution.js";
export type {
  Evolution,
  FitnessMeasure,
  TopDownSettings,
  ValidationSettings,
} from "./evolution/definition.js";
export { defineExperiment } from "./experiment/define-experiment.js";
export type {
  AgentSettings,
  CriticSettings,
  DiagnosticsSettings,
  EngineChoice,
  EnvironmentChoice,
  EnvironmentSettings,
  EvaluationSettings,
  Experiment,
  FamilyChoice,
  OptimizerSettings,
  ScoreRange,
  SearchDimension,
  SearchSpace,
  Settings,
  SweepSettings,
  TrialBudget,
} from "./experiment/definition.js";
export { loadExperiment } from "./experiment/load-experiment.js";
export { type FoundExperiment, type Plan, type PlannedArm, planExperiment } from "./experiment/plan.js";
export type { RunProgress } from "./experiment/progress-meter.js";
export { type ComparisonResults, resultsOf } from "./experiment/results.js";
export { type ExperimentRun, type RunOptions, runExperiment } from "./experiment/run-experiment.js";
export { type RunOnDisk, readRun, type TrialOnDisk } from "./experiment/store/read-run.js";
export {
  type NewTopDownFile,
  readTopDownFile,
  type TopDownFile,
  writeTopDownFile,
} from "./experiment/top-down-file.js";
export type { TrialRecord } from "./experiment/trial.js";
export * from "./statistics/index.js";
