import type { Drawing } from "../drawing/drawing.js";
import { type Renderer, rendererOf } from "../drawing/renderer.js";
import type { Env, EnvMetadata, Info, ResetOptions, ResetResult, StepResult } from "../env.js";
import {
  ClosedEnvironmentError,
  InvalidActionError,
  InvalidArgumentError,
  ResetNeededError,
} from "../errors.js";
import { NO_INFO } from "../info.js";
import type { Drawable, Injectable } from "../injectable.js";
import { PCG64, PCG64_WORDS } from "../random/pcg64.js";
import type { EnvSpec } from "../registry.js";
import type { Box } from "../spaces/box.js";
import { allocate } from "../spaces/dtype.js";
import type { Space } from "../spaces/space.js";
import type { NumericArray } from "../vector-env.js";
import { packState, unpackState } from "./state-bytes.js";

export interface NativeEnvOptions {
  /** Marks saved states; a state is only restored into an environment of the same name. */
  readonly name: string;
  /** Of the environment's own type of observations. */
  readonly observationSpace: Space;
  /** Of the environment's own type of actions. */
  readonly actionSpace: Space;
  readonly stateSize: number;
  /** Of the environment's own type of actions; without one it cannot be rendered. */
  readonly drawing?: Drawing<never>;
  /** The keyword argument of that name: "svg" unless given, null for no rendering. */
  readonly renderMode?: unknown;
}

/** What a step of a native environment gives besides the observation. */
export interface NativeStep {
  readonly reward: number;
  readonly terminated: boolean;
  readonly info?: Info;
}

/** What the native single environments share: the generator, checked actions, states as bytes. */
export abstract class NativeEnv<O = Float32Array, A = number> implements Env<O, A>, Injectable<O>, Drawable {
  spec?: EnvSpec;
  readonly observationSpace: Space<O>;
  readonly actionSpace: Space<A>;
  readonly stateSize: number;
  readonly metadata: EnvMetadata;
  readonly renderMode: string | undefined;
  /**
   * The current state as an SVG document, or as text with the colours of terminals; absent without a
   * render mode.
   *
   * @throws ResetNeededError, ClosedEnvironmentError
   */
  readonly render?: () => string;
  protected generator: PCG64;
  /** [stateSize] in float64. */
  protected readonly variables: Float64Array;
  /** A number of the environment's own, saved with the rest; 0 after a reset. */
  protected readonly mark = new Uint8Array(1);
  /** What led to the state, for drawings. */
  #action: A | undefined;
  readonly #name: string;
  readonly #words = new Uint32Array(PCG64_WORDS);
  /** 1 once reset; 1 once seeded. */
  readonly #flags = new Uint8Array(2);
  #closed = false;

  protected constructor(options: NativeEnvOptions) {
    this.#name = options.name;
    this.observationSpace = options.observationSpace as Space<O>;
    this.actionSpace = options.actionSpace as Space<A>;
    this.stateSize = options.stateSize;
    this.variables = new Float64Array(options.stateSize);
    this.generator = new PCG64(0, this.#words);
    const renderer =
      options.drawing === undefined
        ? undefined
        : rendererOf(options.drawing as Drawing<A>, options.renderMode);
    this.metadata = renderer?.metadata ?? { renderModes: [] };
    this.renderMode = renderer?.renderMode;
    if (renderer?.renderMode !== undefined) this.render = () => this.#render(renderer);
  }

  #render(renderer: Renderer<A>): string {
    if (this.#closed) throw new ClosedEnvironmentError("render");
    if (this.#flags[0] === 0) throw new ResetNeededError("render");
    return renderer.render(this.variables, this.#action);
  }

  /** Draws a first state into `variables`. */
  protected abstract begin(options: Readonly<Record<string, unknown>> | undefined): void;

  /** The observation of `variables`; `first` right after a reset or an injection. */
  protected abstract observe(first: boolean): O;

  /** Moves `variables` on by one checked action. */
  protected abstract advance(action: A): NativeStep;

  /** The info of a reset. */
  protected resetInfo(): Info {
    return NO_INFO;
  }

  /** @throws InvalidSeedError, InvalidArgumentError, ClosedEnvironmentError */
  reset(options: ResetOptions = {}): ResetResult<O> {
    if (this.#closed) throw new ClosedEnvironmentError("reset");
    if (options.seed !== undefined || this.#flags[1] === 0) this.generator.seed(options.seed);
    this.#flags[1] = 1;
    this.begin(options.options);
    this.mark[0] = 0;
    this.#action = undefined;
    this.#flags[0] = 1;
    return { observation: this.observe(true), info: this.resetInfo() };
  }

  /**
   * @param action of a Box it may be any array of as many numbers, out of bounds too: the environment
   *   clips, as Gymnasium's do. NaN is refused.
   * @throws InvalidActionError, ResetNeededError, ClosedEnvironmentError
   */
  step(action: A): StepResult<O> {
    if (this.#closed) throw new ClosedEnvironmentError("step");
    const checked = this.#checked(action);
    if (this.#flags[0] === 0) throw new ResetNeededError("step");
    const { reward, terminated, info = NO_INFO } = this.advance(checked);
    this.#action = checked;
    return { observation: this.observe(false), reward, terminated, truncated: false, info };
  }

  #checked(action: A): A {
    const space: Space = this.actionSpace;
    if (space.kind !== "Box") {
      if (!space.contains(action)) throw new InvalidActionError(action, `${space}`);
      return action;
    }
    const { size, dtype } = space as Box;
    const numbers = action as ArrayLike<number> | null;
    if (typeof numbers !== "object" || numbers?.length !== size) {
      throw new InvalidActionError(action, `${space}`);
    }
    // In the space's own dtype: results depend on it.
    const array: NumericArray = allocate(dtype, size);
    for (let i = 0; i < size; i++) {
      const value: unknown = numbers[i];
      if (typeof value !== "number" || Number.isNaN(value)) throw new InvalidActionError(action, `${space}`);
      array[i] = value;
    }
    return array as A;
  }

  /** @throws InvalidArgumentError, ResetNeededError */
  inject(state: readonly number[]): O {
    if (this.#flags[0] === 0) throw new ResetNeededError("inject");
    if (state.length !== this.stateSize || !state.every((value) => typeof value === "number")) {
      throw new InvalidArgumentError("state", state, `${this.stateSize} numbers`);
    }
    this.variables.set(state);
    this.#action = undefined;
    return this.observe(true);
  }

  drawFrom(generator: PCG64): void {
    this.generator = generator;
    this.#flags[1] = 1;
  }

  #parts(): ArrayBufferView[] {
    return [this.#flags, this.mark, this.variables, this.#words];
  }

  /** Everything that decides the future, the generator included. */
  state(): Uint8Array {
    return packState(this.#name, this.#parts());
  }

  /** @throws InvalidStateError, ClosedEnvironmentError */
  restore(state: Uint8Array): void {
    if (this.#closed) throw new ClosedEnvironmentError("restore");
    unpackState(this.#name, state, this.#parts());
    this.#action = undefined;
  }

  close(): void {
    this.#closed = true;
  }
}
