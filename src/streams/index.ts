export { type Budget, budget } from "./budget.js";
export { CurveBins, type CurveBinsState, type CurvePoint, type LearningCurve } from "./curve-bins.js";
export type { Emission } from "./emission.js";
export { type Episode, EpisodeTracker, type EpisodeTrackerState } from "./episode-tracker.js";
export { type EpisodesOptions, episodes } from "./episodes.js";
export { AgentError, EnvironmentError } from "./errors.js";
export { interact } from "./interact.js";
export type { InteractOptions, RunPosition } from "./interaction.js";
export { type LearningCurveOptions, learningCurve } from "./learning-curve.js";
export {
  type LiveEnd,
  type LiveEvent,
  type LiveEventsOptions,
  type LiveSource,
  type LiveUpdate,
  liveEvents,
} from "./live-events.js";
export type { Clock } from "./metronome.js";
export { policy } from "./policy.js";
export { type Progress, type ProgressOptions, progress } from "./progress.js";
export { type RunningStatistics, runningStatistics } from "./running-statistics.js";
export { snapshot } from "./snapshot.js";
