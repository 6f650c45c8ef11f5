import type { Env, ResetOptions, ResetResult, StepResult } from "../env.js";
import {
  ClosedEnvironmentError,
  InvalidActionError,
  InvalidArgumentError,
  ResetNeededError,
} from "../errors.js";
import { NO_INFO } from "../info.js";
import type { Injectable } from "../injectable.js";
import { PCG64, PCG64_WORDS } from "../random/pcg64.js";
import type { EnvSpec } from "../registry.js";
import type { Box } from "../spaces/box.js";
import type { Discrete } from "../spaces/discrete.js";
import { packState, unpackState } from "./state-bytes.js";

export interface NativeEnvOptions {
  /** Marks saved states; a state is only restored into an environment of the same name. */
  readonly name: string;
  /** float32. */
  readonly observationSpace: Box;
  /** Starting at 0. */
  readonly actionSpace: Discrete;
  readonly stateSize: number;
}

/** What the native single environments share: the generator, checked actions, states as bytes. */
export abstract class NativeEnv implements Env<Float32Array, number>, Injectable<Float32Array> {
  spec?: EnvSpec;
  readonly observationSpace: Box & {
    sample(): Float32Array;
    contains(value: unknown): value is Float32Array;
  };
  readonly actionSpace: Discrete;
  readonly stateSize: number;
  protected readonly generator: PCG64;
  /** [stateSize] in float64. */
  protected readonly variables: Float64Array;
  /** 1 once the episode has terminated. */
  protected readonly ended = new Uint8Array(1);
  readonly #name: string;
  readonly #words = new Uint32Array(PCG64_WORDS);
  /** 1 once reset; 1 once seeded. */
  readonly #flags = new Uint8Array(2);
  #closed = false;

  protected constructor(options: NativeEnvOptions) {
    this.#name = options.name;
    this.observationSpace = options.observationSpace as NativeEnv["observationSpace"];
    this.actionSpace = options.actionSpace;
    this.stateSize = options.stateSize;
    this.variables = new Float64Array(options.stateSize);
    this.generator = new PCG64(0, this.#words);
  }

  /** Draws a first state into `variables`. */
  protected abstract begin(options: Readonly<Record<string, unknown>> | undefined): void;

  /** The observation of `variables`; `first` right after a reset or an injection. */
  protected abstract observe(first: boolean): Float32Array;

  /** Moves `variables` on by one checked action. */
  protected abstract advance(action: number): { readonly reward: number; readonly terminated: boolean };

  /** @throws InvalidSeedError, InvalidArgumentError, ClosedEnvironmentError */
  reset(options: ResetOptions = {}): ResetResult<Float32Array> {
    if (this.#closed) throw new ClosedEnvironmentError("reset");
    if (options.seed !== undefined || this.#flags[1] === 0) this.generator.seed(options.seed);
    this.#flags[1] = 1;
    this.begin(options.options);
    this.ended[0] = 0;
    this.#flags[0] = 1;
    return { observation: this.observe(true), info: NO_INFO };
  }

  /** @throws InvalidActionError, ResetNeededError, ClosedEnvironmentError */
  step(action: number): StepResult<Float32Array> {
    if (this.#closed) throw new ClosedEnvironmentError("step");
    if (!this.actionSpace.contains(action)) throw new InvalidActionError(action, `${this.actionSpace}`);
    if (this.#flags[0] === 0) throw new ResetNeededError("step");
    const { reward, terminated } = this.advance(action);
    return { observation: this.observe(false), reward, terminated, truncated: false, info: NO_INFO };
  }

  /** @throws InvalidArgumentError, ResetNeededError */
  inject(state: readonly number[]): Float32Array {
    if (this.#flags[0] === 0) throw new ResetNeededError("inject");
    if (state.length !== this.stateSize || !state.every((value) => typeof value === "number")) {
      throw new InvalidArgumentError("state", state, `${this.stateSize} numbers`);
    }
    this.variables.set(state);
    return this.observe(true);
  }

  #parts(): ArrayBufferView[] {
    return [this.#flags, this.ended, this.variables, this.#words];
  }

  /** Everything that decides the future, the generator included. */
  state(): Uint8Array {
    return packState(this.#name, this.#parts());
  }

  /** @throws InvalidStateError, ClosedEnvironmentError */
  restore(state: Uint8Array): void {
    if (this.#closed) throw new ClosedEnvironmentError("restore");
    unpackState(this.#name, state, this.#parts());
  }

  close(): void {
    this.#closed = true;
  }
}
