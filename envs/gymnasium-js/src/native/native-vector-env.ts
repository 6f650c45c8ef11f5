import {
  ActionBatchSizeError,
  ClosedEnvironmentError,
  InvalidActionError,
  InvalidArgumentError,
  ResetNeededError,
} from "../errors.js";
import { NO_INFO } from "../info.js";
import { PCG64, PCG64_WORDS } from "../random/pcg64.js";
import type { EnvSpec } from "../registry.js";
import type { Box } from "../spaces/box.js";
import type { Discrete } from "../spaces/discrete.js";
import { allocate } from "../spaces/dtype.js";
import { packingOf } from "../spaces/packing.js";
import type { Space } from "../spaces/space.js";
import type {
  ActionBatch,
  NumericArray,
  VectorEnv,
  VectorReset,
  VectorResetOptions,
  VectorStep,
} from "../vector-env.js";
import { checkMask } from "../vector-mask.js";
import { checkNumEnvs, vectorSeeds } from "./arguments.js";
import { type InfoArrays, NativeInfos } from "./native-infos.js";
import { packState, unpackState } from "./state-bytes.js";

export interface NativeVectorOptions {
  readonly spec: EnvSpec;
  readonly numEnvs: number;
  /** Steps after which an episode is truncated; none when undefined. */
  readonly maxEpisodeSteps: number | undefined;
  /** Packed in float32 or int32. */
  readonly observationSpace: Space;
  /** A Discrete space starting at 0, or a Box. */
  readonly actionSpace: Space;
  /** float64 numbers of one sub-environment's state. */
  readonly stateSize: number;
  /**
   * What reset and step tell of each sub-environment, [numEnvs × size] each: `begin` fills in the entries
   * of sub-environment i, and `advance` before it calls `end(i)`, which keeps them as `final_info`. Masks
   * are added.
   */
  readonly infos?: InfoArrays;
}

/**
 * What the native vector environments share: buffers allocated once, a generator for each
 * sub-environment, checked actions, states as bytes. A subclass writes the loop over
 * sub-environments.
 *
 * Sub-environment i with the seed s + i is, number for number, the single environment with the seed
 * s + i that is reset without a seed whenever it ends.
 */
export abstract class NativeVectorEnv<T extends Float32Array | Int32Array = Float32Array>
  implements VectorEnv
{
  readonly spec: EnvSpec;
  readonly numEnvs: number;
  readonly observationSpace: Space;
  readonly actionSpace: Space;
  /** [numEnvs × size]: what to act on next; rewritten by reset, step and restore. */
  readonly observations: T;
  /** Numbers of one observation. */
  protected readonly observationSize: number;
  protected readonly finalObservations: T;
  protected readonly rewards: Float64Array;
  protected readonly terminated: Uint8Array;
  protected readonly truncated: Uint8Array;
  /** The batch in progress of a Discrete space, checked; empty with a Box. */
  protected readonly actions: Int32Array;
  /** [numEnvs × size]: the batch in progress of a Box, without NaN but not clipped; empty otherwise. */
  protected readonly boxActions: Float32Array | Float64Array;
  /** Steps of each sub-environment's episode. */
  protected readonly elapsed: Int32Array;
  /** [stateSize × numEnvs]: all first numbers, then all second ones. */
  protected readonly states: Float64Array;
  protected readonly generators: readonly PCG64[];
  protected readonly limit: number;
  /** The bit patterns of `observations`, to be moved or written without a conversion. */
  protected readonly observationBits: Int32Array;
  readonly #finalBits: Int32Array;
  /** Of a Discrete space; 0 with a Box. */
  readonly #choices: number;
  readonly #generatorWords: Uint32Array;
  /** 1 once reset; 1 once seeded. */
  readonly #flags = new Uint8Array(4);
  readonly #infos: NativeInfos | undefined;
  readonly #reset: VectorReset;
  readonly #step: VectorStep;
  /** The same with `final_info`. */
  readonly #stepWithEnds: VectorStep;
  #closed = false;

  protected constructor(options: NativeVectorOptions) {
    const n = checkNumEnvs(options.numEnvs);
    this.spec = options.spec;
    this.numEnvs = n;
    this.observationSpace = options.observationSpace;
    this.actionSpace = options.actionSpace;
    this.limit = options.maxEpisodeSteps ?? 0x7fffffff;
    const { dtype, size } = packingOf(options.observationSpace);
    if (dtype !== "float32" && dtype !== "int32") {
      throw new InvalidArgumentError("observation space", `${options.observationSpace}`, "float32 or int32");
    }
    this.observationSize = size;
    this.observations = allocate(dtype, n * size) as T;
    this.finalObservations = allocate(dtype, n * size) as T;
    this.observationBits = new Int32Array(this.observations.buffer);
    this.#finalBits = new Int32Array(this.finalObservations.buffer);
    this.rewards = new Float64Array(n);
    this.terminated = new Uint8Array(n);
    this.truncated = new Uint8Array(n);
    const box = options.actionSpace.kind === "Box" ? (options.actionSpace as Box) : undefined;
    this.#choices = box === undefined ? (options.actionSpace as Discrete).n : 0;
    this.actions = new Int32Array(box === undefined ? n : 0);
    const BoxActions = box?.dtype === "float64" ? Float64Array : Float32Array;
    this.boxActions = new BoxActions(n * (box?.size ?? 0));
    this.elapsed = new Int32Array(n);
    this.states = new Float64Array(n * options.stateSize);
    const words = new Uint32Array(n * PCG64_WORDS);
    this.#generatorWords = words;
    this.generators = Array.from(
      { length: n },
      (_, i) => new PCG64(0, words.subarray(i * PCG64_WORDS, (i + 1) * PCG64_WORDS)),
    );
    this.#infos = options.infos === undefined ? undefined : new NativeInfos(options.infos, n);
    const infos = this.#infos?.running ?? NO_INFO;
    this.#reset = { observations: this.observations, infos };
    this.#step = {
      observations: this.observations,
      rewards: this.rewards,
      terminated: this.terminated,
      truncated: this.truncated,
      finalObservations: this.finalObservations,
      valid: new Uint8Array(n).fill(1),
      infos,
    };
    this.#stepWithEnds = { ...this.#step, infos: this.#infos?.withFinal ?? NO_INFO };
  }

  /** Draws sub-environment `i` a first state and writes its observation. */
  protected abstract begin(i: number, options: Readonly<Record<string, unknown>> | undefined): void;

  /** Steps all sub-environments by `actions`; calls `end` for each that ended. */
  protected abstract advance(): void;

  /** Keeps the last observation of sub-environment `i` and starts its next episode. */
  protected end(i: number): void {
    const size = this.observationSize;
    const from = this.observationBits;
    const to = this.#finalBits;
    for (let k = i * size; k < (i + 1) * size; k++) to[k] = from[k]!;
    this.#infos?.keep(i);
    this.elapsed[i] = 0;
    this.begin(i, undefined);
  }

  /**
   * Begins an episode in every sub-environment, or in those that a mask names. Generators that were never
   * seeded take entropy.
   *
   * @throws InvalidSeedError, InvalidArgumentError, ResetNeededError for a mask before the first reset
   */
  reset(options: VectorResetOptions = {}): VectorReset {
    if (this.#closed) throw new ClosedEnvironmentError("reset");
    const seeds = vectorSeeds(options.seed, this.numEnvs);
    const mask = checkMask(options.mask, this.numEnvs);
    if (mask !== undefined && this.#flags[0] === 0) throw new ResetNeededError("reset with a mask");
    for (let i = 0; i < this.numEnvs; i++) {
      if (mask?.[i] === 0) continue;
      const seed = seeds?.[i] ?? undefined;
      if (seed !== undefined || this.#flags[1] === 0) this.generators[i]!.seed(seed);
      this.begin(i, options.options);
      this.elapsed[i] = 0;
    }
    this.#flags[1] = 1;
    this.#flags[0] = 1;
    return this.#reset;
  }

  /**
   * Steps all sub-environments; those that end begin a new episode at once.
   *
   * @param actions [numEnvs × size], of any numeric type; those of a Box may be out of bounds.
   * @throws ActionBatchSizeError, InvalidActionError, ResetNeededError, ClosedEnvironmentError, all
   *   before any sub-environment was stepped.
   */
  step(actions: ActionBatch): VectorStep {
    if (this.#flags[0] === 0 || this.#closed) {
      throw this.#closed ? new ClosedEnvironmentError("step") : new ResetNeededError("step");
    }
    if (this.#choices === 0) this.#takeBoxActions(actions);
    else this.#takeChoices(actions);
    this.#infos?.forget();
    this.advance();
    return this.#infos?.ended === true ? this.#stepWithEnds : this.#step;
  }

  #takeChoices(actions: ActionBatch): void {
    const n = this.numEnvs;
    if (actions.length !== n) throw new ActionBatchSizeError(actions.length, n);
    const checked = this.actions;
    const count = this.#choices;
    for (let i = 0; i < n; i++) {
      const action = actions[i]!;
      const integer = action | 0;
      if (integer !== action || integer >>> 0 >= count) {
        throw new InvalidActionError(action, `${this.actionSpace}`, i);
      }
      checked[i] = integer;
    }
  }

  #takeBoxActions(actions: ActionBatch): void {
    const checked: NumericArray = this.boxActions;
    if (actions.length !== checked.length) throw new ActionBatchSizeError(actions.length, checked.length);
    for (let k = 0; k < checked.length; k++) {
      const value = actions[k]!;
      // biome-ignore lint/suspicious/noSelfCompare: the fastest test for NaN
      if (value !== value) {
        const size = checked.length / this.numEnvs;
        const i = Math.floor(k / size);
        throw new InvalidActionError(actions.slice(i * size, (i + 1) * size), `${this.actionSpace}`, i);
      }
      checked[k] = value;
    }
  }

  #parts(): ArrayBufferView[] {
    return [this.#flags, this.elapsed, this.states, this.observations, this.#generatorWords];
  }

  get #owner(): string {
    return `${this.spec.id} × ${this.numEnvs}`;
  }

  /** Everything that decides the future of all sub-environments, their observations included. */
  state(): Uint8Array {
    return packState(this.#owner, this.#parts());
  }

  /**
   * Continues from a state of an environment of the same id, arguments and size.
   *
   * @throws InvalidStateError
   */
  restore(state: Uint8Array): void {
    if (this.#closed) throw new ClosedEnvironmentError("restore");
    unpackState(this.#owner, state, this.#parts());
  }

  close(): void {
    this.#closed = true;
  }
}
