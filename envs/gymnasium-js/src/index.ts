import "./classic-control/register.js";
import "./toy-text/register.js";

export { type CheckEnvOptions, checkEnv, type Finding } from "./checker/check-env.js";
export { AcrobotEnv } from "./classic-control/acrobot-env.js";
export { AcrobotVectorEnv } from "./classic-control/acrobot-vector-env.js";
export { CartPoleEnv } from "./classic-control/cart-pole-env.js";
export { CartPoleVectorEnv } from "./classic-control/cart-pole-vector-env.js";
export { MountainCarContinuousEnv } from "./classic-control/mountain-car-continuous-env.js";
export { MountainCarContinuousVectorEnv } from "./classic-control/mountain-car-continuous-vector-env.js";
export { MountainCarEnv } from "./classic-control/mountain-car-env.js";
export { MountainCarVectorEnv } from "./classic-control/mountain-car-vector-env.js";
export { PendulumEnv } from "./classic-control/pendulum-env.js";
export { PendulumVectorEnv } from "./classic-control/pendulum-vector-env.js";
export type * from "./env.js";
export { nearest } from "./env-id.js";
export {
  ActionBatchSizeError,
  ClosedEnvironmentError,
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
export { type VectorizeOptions, vectorize } from "./vectorize.js";
export { OrderEnforcing } from "./wrappers/order-enforcing.js";
export { TimeLimit } from "./wrappers/time-limit.js";
export { unwrapped, Wrapper } from "./wrappers/wrapper.js";
