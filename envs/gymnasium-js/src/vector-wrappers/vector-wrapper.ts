import type { EnvMetadata } from "../env.js";
import type { EnvSpec } from "../registry.js";
import type { Space } from "../spaces/space.js";
import type {
  ActionBatch,
  AutoresetMode,
  NumericArray,
  VectorEnv,
  VectorReset,
  VectorResetOptions,
  VectorStep,
} from "../vector-env.js";
import { checkMask } from "../vector-mask.js";
import { type OwnState, restoreBoth, restoreOwn, saveOwn } from "../wrappers/own-state.js";
import { chain } from "./chain.js";

/** The spaces of one sub-environment that a wrapper changes. */
export interface VectorWrapperSpaces {
  readonly observationSpace?: Space;
  readonly actionSpace?: Space;
}

/**
 * A vector environment around another (gymnasium/vector/vector_env.py). Everything passes through unless
 * a hook is overridden. Promises are waited for; without them every call is synchronous.
 */
export class VectorWrapper implements VectorEnv {
  readonly spec: EnvSpec;
  readonly numEnvs: number;
  readonly autoresetMode: AutoresetMode;
  readonly observationSpace: Space;
  readonly actionSpace: Space;
  /** Present when the wrapped environment has it, as are the next four. */
  readonly metadata?: EnvMetadata;
  readonly observations?: NumericArray;
  readonly render?: NonNullable<VectorEnv["render"]>;
  readonly state?: () => Uint8Array;
  readonly restore?: (state: Uint8Array) => void;

  constructor(
    readonly env: VectorEnv,
    spaces: VectorWrapperSpaces = {},
  ) {
    this.spec = env.spec;
    this.numEnvs = env.numEnvs;
    this.autoresetMode = env.autoresetMode ?? "same-step";
    this.observationSpace = spaces.observationSpace ?? env.observationSpace;
    this.actionSpace = spaces.actionSpace ?? env.actionSpace;
    if (env.metadata !== undefined) this.metadata = env.metadata;
    if (env.observations !== undefined) this.observations = env.observations;
    if (env.render !== undefined) this.render = (index) => env.render!(index);
    if (env.state !== undefined && env.restore !== undefined) {
      this.state = () => this.saveAround(env.state!());
      this.restore = (state) => this.#restore(state);
    }
  }

  reset(options?: VectorResetOptions): VectorReset | Promise<VectorReset> {
    const mask = checkMask(options?.mask, this.numEnvs);
    return chain(this.env.reset(options), (reset) => this.onReset(reset, mask));
  }

  step(actions: ActionBatch): VectorStep | Promise<VectorStep> {
    return chain(this.env.step(this.onActions(actions)), (step) => this.onStep(step));
  }

  close(): void | Promise<void> {
    return this.env.close();
  }

  /** Takes a reset in. @param mask 1 for the sub-environments that were reset; undefined for all. */
  protected onReset(reset: VectorReset, _mask: Uint8Array | undefined): VectorReset {
    return reset;
  }

  /** The batch for the wrapped environment. Must change no state: the step may be refused. */
  protected onActions(actions: ActionBatch): ActionBatch {
    return actions;
  }

  /** Takes a step in. */
  protected onStep(step: VectorStep): VectorStep {
    return step;
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
