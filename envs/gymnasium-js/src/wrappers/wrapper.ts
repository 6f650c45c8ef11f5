import type { Env, Frame, ResetOptions, ResetResult, StepResult } from "../env.js";
import type { EnvSpec } from "../registry.js";
import type { Space } from "../spaces/space.js";

/** An environment around another (gymnasium/core.py). Everything passes through unless overridden. */
export class Wrapper<O = unknown, A = unknown> implements Env<O, A> {
  spec?: EnvSpec;
  readonly observationSpace: Space<O>;
  readonly actionSpace: Space<A>;
  /** Present when the wrapped environment has it, as are the next two. */
  readonly render?: () => Frame | string;
  readonly state?: () => Uint8Array;
  readonly restore?: (state: Uint8Array) => void;

  constructor(readonly env: Env<O, A>) {
    if (env.spec !== undefined) this.spec = env.spec;
    this.observationSpace = env.observationSpace;
    this.actionSpace = env.actionSpace;
    if (env.render !== undefined) this.render = () => env.render!();
    if (env.state !== undefined && env.restore !== undefined) {
      this.state = () => this.saveAround(env.state!());
      this.restore = (state) => env.restore!(this.restoreAround(state));
    }
  }

  reset(options?: ResetOptions): ResetResult<O> {
    return this.env.reset(options);
  }

  step(action: A): StepResult<O> {
    return this.env.step(action);
  }

  close(): void {
    this.env.close?.();
  }

  /** Adds the wrapper's own state to the wrapped environment's. */
  protected saveAround(inner: Uint8Array): Uint8Array {
    return inner;
  }

  /** Takes the wrapper's own state back and returns the wrapped environment's. */
  protected restoreAround(state: Uint8Array): Uint8Array {
    return state;
  }
}

/** The environment inside all wrappers. */
export function unwrapped(env: Env): Env {
  let inner = env;
  while (inner instanceof Wrapper) inner = inner.env;
  return inner;
}
