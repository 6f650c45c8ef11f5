import type { Env, EnvMetadata, Frame, ResetOptions, ResetResult, StepResult } from "../env.js";
import type { EnvSpec } from "../registry.js";
import type { Space } from "../spaces/space.js";
import { type OwnState, restoreBoth, restoreOwn, saveOwn } from "./own-state.js";

/** The spaces that a wrapper changes. */
export interface WrapperSpaces<O, A> {
  readonly observationSpace?: Space<O>;
  readonly actionSpace?: Space<A>;
}

/**
 * An environment around another (gymnasium/core.py). Everything passes through unless overridden; a
 * wrapper that changes observations or actions names their new space and overrides `reset` and `step`.
 */
export class Wrapper<O = unknown, A = unknown, InnerO = O, InnerA = A> implements Env<O, A> {
  spec?: EnvSpec;
  readonly observationSpace: Space<O>;
  readonly actionSpace: Space<A>;
  /** Present when the wrapped environment has it, as are the next four. */
  readonly metadata?: EnvMetadata;
  readonly renderMode?: string;
  readonly render?: () => Frame | string;
  readonly state?: () => Uint8Array;
  readonly restore?: (state: Uint8Array) => void;

  constructor(
    readonly env: Env<InnerO, InnerA>,
    spaces: WrapperSpaces<O, A> = {},
  ) {
    if (env.spec !== undefined) this.spec = env.spec;
    this.observationSpace = spaces.observationSpace ?? (env.observationSpace as Space as Space<O>);
    this.actionSpace = spaces.actionSpace ?? (env.actionSpace as Space as Space<A>);
    if (env.metadata !== undefined) this.metadata = env.metadata;
    if (env.renderMode !== undefined) this.renderMode = env.renderMode;
    if (env.render !== undefined) this.render = () => env.render!();
    if (env.state !== undefined && env.restore !== undefined) {
      this.state = () => this.saveAround(env.state!());
      this.restore = (state) => this.#restore(state);
    }
  }

  reset(options?: ResetOptions): ResetResult<O> {
    return this.env.reset(options) as ResetResult<unknown> as ResetResult<O>;
  }

  step(action: A): StepResult<O> {
    return this.env.step(action as unknown as InnerA) as StepResult<unknown> as StepResult<O>;
  }

  close(): void {
    this.env.close?.();
  }

  /** What `state` and `restore` carry besides the wrapped environment's; nothing unless overridden. */
  protected ownState(): OwnState | undefined {
    return undefined;
  }

  /** Adds the wrapper's own state to the wrapped environment's. */
  protected saveAround(inner: Uint8Array): Uint8Array {
    return saveOwn(this.ownState(), inner);
  }

  /** Takes the wrapper's own state back and returns the wrapped environment's. */
  protected restoreAround(state: Uint8Array): Uint8Array {
    return restoreOwn(this.ownState(), state);
  }

  #restore(state: Uint8Array): void {
    const before = this.saveAround(new Uint8Array(0));
    restoreBoth(
      state,
      before,
      (around) => this.restoreAround(around),
      (inner) => this.env.restore!(inner),
    );
  }
}

/** The environment inside all wrappers. */
export function unwrapped(env: Env): Env {
  let inner = env;
  while (inner instanceof Wrapper) inner = inner.env;
  return inner;
}
