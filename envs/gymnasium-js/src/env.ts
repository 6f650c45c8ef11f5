import type { EnvSpec } from "./registry.js";
import type { Space } from "./spaces/space.js";

/** Auxiliary diagnostics of a reset or a step. Agents never learn from it. */
export type Info = Readonly<Record<string, unknown>>;

/** A drawn frame: RGB, row-major, three bytes a pixel. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** What an environment says of itself (gymnasium/core.py). */
export interface EnvMetadata {
  /** The ways it can be drawn: "svg" (a document), "ansi" (text for terminals), "rgb_array" (a `Frame`). */
  readonly renderModes: readonly string[];
  /** Frames a second that show it at its natural speed. */
  readonly renderFps?: number;
}

export interface ResetOptions {
  /** Seed ≥ 0 of the environment's generator. Without one the generator keeps running. */
  readonly seed?: bigint | number;
  /** Environment-specific options, as in Gymnasium. */
  readonly options?: Readonly<Record<string, unknown>>;
}

export interface ResetResult<O> {
  readonly observation: O;
  readonly info: Info;
}

export interface StepResult<O> {
  readonly observation: O;
  readonly reward: number;
  /** The task's own end: the next state has no value. */
  readonly terminated: boolean;
  /** Cut off from outside (a time limit): the next state keeps its value. */
  readonly truncated: boolean;
  readonly info: Info;
}

/**
 * One environment with Gymnasium's semantics (gymnasium/core.py): seed once, then step until
 * `terminated` or `truncated`, then reset.
 */
export interface Env<O = unknown, A = unknown> {
  /** Set by the registry when the environment is made from an id. */
  spec?: EnvSpec;
  readonly observationSpace: Space<O>;
  readonly actionSpace: Space<A>;
  readonly metadata?: EnvMetadata;
  /** How `render` draws: one of the modes of `metadata`, fixed at construction; undefined where it does not. */
  readonly renderMode?: string | undefined;
  reset(options?: ResetOptions): ResetResult<O>;
  step(action: A): StepResult<O>;
  /** The current state as a picture or text. */
  render?(): Frame | string;
  close?(): void;
  /** Everything that decides the future of this environment, its generator included. */
  state?(): Uint8Array;
  restore?(state: Uint8Array): void;
}
