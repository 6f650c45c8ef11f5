import type { EnvMetadata, Frame, ResetOptions, ResetResult, StepResult } from "./env.js";
import type { EnvSpec } from "./registry.js";
import type { Space } from "./spaces/space.js";

/** An environment that lives elsewhere: an `Env` whose answers are awaited. */
export interface AsyncEnv<O = unknown, A = unknown> {
  readonly spec: EnvSpec;
  readonly observationSpace: Space<O>;
  readonly actionSpace: Space<A>;
  readonly metadata: EnvMetadata;
  /** How `render` draws: one of the modes of `metadata`, fixed at construction; undefined where it does not. */
  readonly renderMode: string | undefined;
  reset(options?: ResetOptions): Promise<ResetResult<O>>;
  /** Calls under way are answered in their order. */
  step(action: A): Promise<StepResult<O>>;
  /** A picture, a text, or (modes that end in `_list`) the pictures since the last call. */
  render(): Promise<Frame | string | readonly Frame[]>;
  /** May be called again. */
  close(): Promise<void>;
}
