import type { EnvMetadata, Frame, Info } from "./env.js";
import type { EnvSpec } from "./registry.js";
import type { Space } from "./spaces/space.js";

/** Flat numeric storage in the space's own dtype, C order. */
export type NumericArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array;

/** Actions of all sub-environments, each packed as `packingOf(actionSpace)` has it, flat, C order. */
export type ActionBatch = NumericArray;

/**
 * When a sub-environment that ended begins its next episode (gymnasium/vector/vector_env.py):
 *
 * - `same-step`: within the step that ends it. `observations` then holds the new episode's first
 *   observation and `finalObservations` the old one's last.
 * - `next-step`: the step that ends it gives the last observation in both; the following one ignores
 *   that action and gives the first observation, reward 0, no flags, and `valid` 0.
 * - `disabled`: not by itself. The step that ends it gives the last observation in both; another step
 *   is an error until `reset({ mask })`.
 */
export type AutoresetMode = "same-step" | "next-step" | "disabled";

export interface VectorResetOptions {
  /** One integer gives sub-environment i the seed `seed + i`; a list names each one's. */
  readonly seed?: bigint | number | readonly (bigint | number | null)[];
  readonly options?: Readonly<Record<string, unknown>>;
  /**
   * [numEnvs] of 0 and 1, at least one 1: resets only these sub-environments; the others keep their
   * observations. For environments with an `autoresetMode` of their own choice, as `vectorize` gives.
   */
  readonly mask?: Uint8Array;
}

/** The arrays are reused by the next reset or step: copy what must outlive it. */
export interface VectorReset {
  /** [numEnvs × size], C order. */
  readonly observations: NumericArray;
  readonly infos: Info;
}

/** The arrays are reused by the next reset or step: copy what must outlive it. */
export interface VectorStep {
  /** [numEnvs × size], C order: the observation to act on next (of the new episode after an autoreset). */
  readonly observations: NumericArray;
  readonly rewards: Float64Array;
  /** 0 or 1 per sub-environment. */
  readonly terminated: Uint8Array;
  /** 0 or 1 per sub-environment. */
  readonly truncated: Uint8Array;
  /** [numEnvs × size]: where terminated or truncated, the episode's last observation. Elsewhere unspecified. */
  readonly finalObservations: NumericArray;
  /** 0 marks a reset transition (Gymnasium's NEXT_STEP autoreset), which must never be learned from. */
  readonly valid: Uint8Array;
  readonly infos: Info;
}

/**
 * Many sub-environments stepped together. Those that end begin again as `autoresetMode` says. Native
 * vector environments never return a promise.
 */
export interface VectorEnv {
  readonly spec: EnvSpec;
  readonly numEnvs: number;
  /** `same-step` when absent. */
  readonly autoresetMode?: AutoresetMode;
  readonly metadata?: EnvMetadata;
  /** Of one sub-environment. */
  readonly observationSpace: Space;
  /** Of one sub-environment. */
  readonly actionSpace: Space;
  /**
   * [numEnvs × size]: what to act on next, the array that `reset` and `step` give. `restore` rewrites
   * it too, so that a resumed run goes on without a reset. Native vector environments have it.
   */
  readonly observations?: NumericArray;
  reset(options?: VectorResetOptions): VectorReset | Promise<VectorReset>;
  step(actions: ActionBatch): VectorStep | Promise<VectorStep>;
  /** A picture of one sub-environment, the first unless given. Native vector environments never return a promise. */
  render?(index?: number): Frame | string | Promise<Frame | string | readonly Frame[]>;
  /** Everything that decides the future of all sub-environments, generators included. */
  state?(): Uint8Array;
  restore?(state: Uint8Array): void;
  close(): void | Promise<void>;
}
