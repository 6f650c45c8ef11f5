import "./classic-control/register.js";
import "./toy-text/register.js";

export type * from "./async-env.js";
export { withAutoreset } from "./autoreset.js";
export type {
  PythonWrapper,
  RemoteEnvOptions,
  RemoteMakeOptions,
  RemoteMakeVecOptions,
  RemoteVectorOptions,
  ServerOptions,
} from "./bridge/options.js";
export { type CheckEnvOptions, checkEnv, type Finding } from "./checker/check-env.js";
export { AcrobotEnv } from "./classic-control/acrobot-env.js";
export { AcrobotVectorEnv } from "./classic-control/acrobot-vector-env.js";
export { type CartPoleLook, cartPoleDrawing } from "./classic-control/cart-pole-drawing.js";
export { CartPoleEnv } from "./classic-control/cart-pole-env.js";
export { CartPoleVectorEnv } from "./classic-control/cart-pole-vector-env.js";
export { MountainCarContinuousEnv } from "./classic-control/mountain-car-continuous-env.js";
export { MountainCarContinuousVectorEnv } from "./classic-control/mountain-car-continuous-vector-env.js";
export { MountainCarEnv } from "./classic-control/mountain-car-env.js";
export { MountainCarVectorEnv } from "./classic-control/mountain-car-vector-env.js";
export { PendulumEnv } from "./classic-control/pendulum-env.js";
export { PendulumVectorEnv } from "./classic-control/pendulum-vector-env.js";
export { ANSI, coloured, highlighted } from "./drawing/ansi.js";
export { COLOURS } from "./drawing/colours.js";
export type { Drawing } from "./drawing/drawing.js";
export { arc, arrow, flag } from "./drawing/parts.js";
export type * from "./drawing/scene.js";
export { circle, label, line, polygon, rectangle } from "./drawing/scene.js";
export { svgOf } from "./drawing/svg.js";
export type * from "./env.js";
export { nearest } from "./env-id.js";
export {
  ActionBatchSizeError,
  BridgeFailure,
  ClosedEnvironmentError,
  DeprecatedEnvironmentError,
  EpisodeOverError,
  GymnasiumError,
  InvalidActionError,
  InvalidArgumentError,
  InvalidResultError,
  InvalidSeedError,
  InvalidSpaceError,
  InvalidStateError,
  ResetNeededError,
  TrajectoryError,
  UnknownEnvironmentError,
  UnknownNamespaceError,
} from "./errors.js";
export { type Injectable, isInjectable } from "./injectable.js";
export { type MakeOptions, type MakeVecOptions, make, makeVec } from "./make.js";
export { booleanKwarg, checkKwargs, numberKwarg, resetBounds } from "./native/arguments.js";
export { NativeEnv, type NativeEnvOptions, type NativeStep } from "./native/native-env.js";
export type { InfoArrays } from "./native/native-infos.js";
export { NativeVectorEnv, type NativeVectorOptions } from "./native/native-vector-env.js";
export { cosine, sine } from "./native/small-angle.js";
export { cumulate, permutation, pick } from "./random/choice.js";
export { geometric } from "./random/geometric.js";
export { PCG64, PCG64_WORDS } from "./random/pcg64.js";
export { SeedSequence } from "./random/seed-sequence.js";
export { type EnvSpec, register, registeredSpecs, spec } from "./registry.js";
export { isRemoteId, type RemoteId } from "./remote-id.js";
export { type Bound, Box, type BoxOptions } from "./spaces/box.js";
export { describeSpace, parseSpace, type SpaceDescription } from "./spaces/describe.js";
export { Dict } from "./spaces/dict.js";
export { Discrete, type DiscreteOptions, type IntegerDType } from "./spaces/discrete.js";
export { allocate, type StoredDType } from "./spaces/dtype.js";
export {
  type FlatValue,
  flatdim,
  flatten,
  flattenSpace,
  isFlattenable,
  unflatten,
} from "./spaces/flatten.js";
export { type FeatureSpace, Graph, type GraphInstance, type GraphMask } from "./spaces/graph.js";
export { fromJsonable, toJsonable } from "./spaces/jsonable.js";
export type { Mask } from "./spaces/mask.js";
export { MultiBinary } from "./spaces/multi-binary.js";
export { MultiDiscrete, type MultiDiscreteMask, type MultiDiscreteOptions } from "./spaces/multi-discrete.js";
export type { NestedNumbers } from "./spaces/nested.js";
export { OneOf, type OneOfValue } from "./spaces/one-of.js";
export { type Packing, packingOf } from "./spaces/packing.js";
export { type PartsOptions, SeededSpace, type SpaceOptions } from "./spaces/seeded-space.js";
export { Sequence, type SequenceMask, type SequenceOptions } from "./spaces/sequence.js";
export type * from "./spaces/space.js";
export { Text, type TextOptions } from "./spaces/text.js";
export { Tuple, type ValuesOf } from "./spaces/tuple.js";
export { BlackjackEnv, BlackjackVectorEnv } from "./toy-text/blackjack.js";
export { CliffWalkingEnv, CliffWalkingVectorEnv } from "./toy-text/cliff-walking.js";
export { FrozenLakeEnv, FrozenLakeVectorEnv } from "./toy-text/frozen-lake.js";
export {
  FROZEN_LAKE_MAPS,
  type FrozenLakeMap,
  type RandomMapOptions,
  randomFrozenLakeMap,
} from "./toy-text/frozen-lake-map.js";
export { TaxiEnv, TaxiVectorEnv } from "./toy-text/taxi.js";
export { replayTrajectory, TRAJECTORY_TOLERANCE, type TrajectoryReplay } from "./trajectory.js";
export { parseTrajectories, type RecordedReset, type RecordedTrajectory } from "./trajectory-file.js";
export type * from "./vector-env.js";
export { infoOf } from "./vector-info.js";
export { VectorClipAction } from "./vector-wrappers/clip-action.js";
export { VectorClipReward } from "./vector-wrappers/clip-reward.js";
export { VectorFlattenObservation } from "./vector-wrappers/flatten-observation.js";
export { VectorFrameStackObservation } from "./vector-wrappers/frame-stack-observation.js";
export { VectorNormalizeObservation } from "./vector-wrappers/normalize-observation.js";
export { VectorNormalizeReward } from "./vector-wrappers/normalize-reward.js";
export { VectorRecordEpisodeStatistics } from "./vector-wrappers/record-episode-statistics.js";
export { VectorRecordVideo } from "./vector-wrappers/record-video.js";
export { VectorRescaleAction } from "./vector-wrappers/rescale-action.js";
export { VectorTimeAwareObservation } from "./vector-wrappers/time-aware-observation.js";
export { VectorActionWrapper } from "./vector-wrappers/vector-action-wrapper.js";
export { VectorObservationWrapper } from "./vector-wrappers/vector-observation-wrapper.js";
export { VectorWrapper, type VectorWrapperSpaces } from "./vector-wrappers/vector-wrapper.js";
export { type VectorizeOptions, vectorize } from "./vectorize.js";
export { ActionWrapper } from "./wrappers/action-wrapper.js";
export { ClipAction } from "./wrappers/clip-action.js";
export { ClipReward, type ClipRewardOptions } from "./wrappers/clip-reward.js";
export type { EpisodeInfo, RecordEpisodeStatisticsOptions } from "./wrappers/episode-statistics.js";
export { FlattenObservation } from "./wrappers/flatten-observation.js";
export { FrameStackObservation, type FrameStackOptions } from "./wrappers/frame-stack-observation.js";
export { NormalizeObservation, type NormalizeOptions } from "./wrappers/normalize-observation.js";
export { NormalizeReward, type NormalizeRewardOptions } from "./wrappers/normalize-reward.js";
export { ObservationWrapper } from "./wrappers/observation-wrapper.js";
export { OrderEnforcing } from "./wrappers/order-enforcing.js";
export type { OwnState } from "./wrappers/own-state.js";
export { PassiveEnvChecker, type PassiveEnvCheckerOptions } from "./wrappers/passive-env-checker.js";
export { RecordEpisodeStatistics } from "./wrappers/record-episode-statistics.js";
export { RecordVideo } from "./wrappers/record-video.js";
export { RescaleAction } from "./wrappers/rescale-action.js";
export { RewardWrapper } from "./wrappers/reward-wrapper.js";
export { RunningMeanStd, type RunningMeanStdOptions } from "./wrappers/running-mean-std.js";
export { TimeAwareObservation, type TimeAwareOptions } from "./wrappers/time-aware-observation.js";
export { TimeLimit } from "./wrappers/time-limit.js";
export { cappedCubicSchedule, type Recording, type RecordVideoOptions } from "./wrappers/video-recorder.js";
export { unwrapped, Wrapper, type WrapperSpaces } from "./wrappers/wrapper.js";
