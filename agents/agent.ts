import type { ActionBatch, Info, NumericArray } from "gymnasium-js";

/**
 * What one vector step gave to learn from. The arrays belong to the environment and are reused by
 * its next step; the agent reads them during `learn` only.
 */
export interface Transition {
  /** [numEnvs × size]: what `act` was given. */
  readonly observations: NumericArray;
  readonly actions: ActionBatch;
  readonly rewards: Float64Array;
  readonly terminated: Uint8Array;
  readonly truncated: Uint8Array;
  /** [numEnvs × size]: what `act` will be given next. */
  readonly nextObservations: NumericArray;
  /** [numEnvs × size]: the episode's last observation where terminated or truncated. */
  readonly finalObservations: NumericArray;
  /** 0 where the transition is a reset and must not be learned from. */
  readonly valid: Uint8Array;
  /** What the environment told besides; nothing unless given. */
  readonly infos?: Info;
  /** Which of several environments that take turns this is about; 0 unless given. */
  readonly group?: number;
}

/** A snapshot that `restore` accepts: named arrays (copies) and plain JSON values. */
export interface Checkpoint {
  readonly tensors: Readonly<Record<string, Float32Array | Float64Array>>;
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly metadata: Readonly<Record<string, string | number | boolean | readonly number[]>>;
}

/** Acts on a batch of observations and learns from what followed. */
export interface Agent {
  /**
   * Writes one action per sub-environment into `actions`.
   * @param group which of several environments that take turns this is about; 0 unless given
   */
  act(observations: NumericArray, actions: ActionBatch, group?: number): void;
  learn(transition: Transition): void;
  state(): Checkpoint;
  restore(checkpoint: Checkpoint): void;
}
