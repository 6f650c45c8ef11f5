import type { Env, EnvMetadata, Frame } from "./env.js";
import {
  ActionBatchSizeError,
  ClosedEnvironmentError,
  EpisodeOverError,
  InvalidActionError,
  InvalidArgumentError,
  InvalidResultError,
  InvalidSpaceError,
  InvalidStateError,
  ResetNeededError,
} from "./errors.js";
import { vectorSeeds } from "./native/arguments.js";
import type { EnvSpec } from "./registry.js";
import { allocate, dtypeOf, STORAGE } from "./spaces/dtype.js";
import type { Packing } from "./spaces/packing.js";
import type { Space } from "./spaces/space.js";
import type {
  ActionBatch,
  AutoresetMode,
  NumericArray,
  VectorEnv,
  VectorReset,
  VectorResetOptions,
  VectorStep,
} from "./vector-env.js";
import { VectorInfo } from "./vector-info.js";
import { checkMask } from "./vector-mask.js";
import { admits, batchPacking } from "./vector-packing.js";

/** What a call returned must be an object with an observation: a promise, say, is not. */
function checkResult(result: object, call: "reset" | "step", index: number): void {
  if (typeof result === "object" && result !== null && "observation" in result) return;
  const expected =
    call === "reset" ? "{ observation, info }" : "{ observation, reward, terminated, truncated, info }";
  const given = (result as unknown) instanceof Promise ? "a promise" : result;
  throw new InvalidResultError(`result of ${call}()`, given, expected, index);
}

/** Single environments stepped one after the other (gymnasium/vector/sync_vector_env.py). */
export class SyncVectorEnv implements VectorEnv {
  readonly spec: EnvSpec;
  readonly numEnvs: number;
  readonly metadata?: EnvMetadata;
  readonly observationSpace: Space;
  readonly actionSpace: Space;
  readonly observations: NumericArray;
  readonly render?: (index?: number) => Frame | string;
  readonly state?: () => Uint8Array;
  readonly restore?: (state: Uint8Array) => void;
  readonly #envs: readonly Env[];
  readonly #observation: Packing;
  readonly #action: Packing;
  readonly #final: NumericArray;
  readonly #rewards: Float64Array;
  readonly #terminated: Uint8Array;
  readonly #truncated: Uint8Array;
  readonly #valid: Uint8Array;
  readonly #actions: unknown[];
  /** 1 where an episode ended and the next one has not begun. */
  readonly #over: Uint8Array;
  #ready = false;
  #closed = false;

  /** @throws InvalidArgumentError, InvalidSpaceError */
  constructor(
    envs: readonly Env[],
    readonly autoresetMode: AutoresetMode,
  ) {
    const n = envs.length;
    const first = envs[0]!;
    this.#envs = envs;
    this.numEnvs = n;
    this.spec = first.spec ?? { id: "unregistered", entryPoint: () => first };
    if (first.metadata !== undefined) this.metadata = first.metadata;
    this.observationSpace = first.observationSpace;
    this.actionSpace = first.actionSpace;
    for (const [i, env] of envs.entries()) {
      for (const role of ["observationSpace", "actionSpace"] as const) {
        if (`${env[role]}` !== `${first[role]}`) {
          throw new InvalidArgumentError(
            `${role} of sub-environment ${i}`,
            `${env[role]}`,
            `${first[role]} for all`,
          );
        }
      }
    }
    this.#observation = batchPacking(this.observationSpace, "observation");
    this.#action = batchPacking(this.actionSpace, "action");
    this.observations = allocate(this.#observation.dtype, n * this.#observation.size);
    this.#final = allocate(this.#observation.dtype, n * this.#observation.size);
    this.#rewards = new Float64Array(n);
    this.#terminated = new Uint8Array(n);
    this.#truncated = new Uint8Array(n);
    this.#valid = new Uint8Array(n).fill(1);
    this.#actions = new Array<unknown>(n).fill(undefined);
    this.#over = new Uint8Array(n);
    if (envs.every((env) => env.render !== undefined)) this.render = (index = 0) => envs[index]!.render!();
    if (envs.every((env) => env.state !== undefined && env.restore !== undefined)) {
      this.state = () => this.#save();
      this.restore = (state) => this.#load(state);
    }
  }

  #write(target: NumericArray, i: number, observation: unknown): void {
    const { size } = this.#observation;
    if (typeof observation === "number" && size === 1) {
      target[i] = observation;
      return;
    }
    if (dtypeOf(observation) !== undefined) {
      const array = observation as NumericArray;
      // A shorter one would leave the previous step's values in its place.
      if (array.length === size) target.set(array, i * size);
      else this.#refuse(`an array of length ${array.length}`, i);
      return;
    }
    try {
      this.#observation.pack(observation, target, i * size);
    } catch (error) {
      if (!(error instanceof InvalidSpaceError)) throw error;
      this.#refuse(observation, i);
    }
  }

  #refuse(observation: unknown, i: number): never {
    const composite = this.observationSpace.dtype === "object";
    const expected = composite ? "a value of" : `an array of ${this.#observation.size} numbers, as in`;
    throw new InvalidResultError("observation", observation, `${expected} ${this.observationSpace}`, i);
  }

  reset(options: VectorResetOptions = {}): VectorReset {
    if (this.#closed) throw new ClosedEnvironmentError("reset");
    const seeds = vectorSeeds(options.seed, this.numEnvs);
    const mask = checkMask(options.mask, this.numEnvs);
    if (mask !== undefined && !this.#ready) throw new ResetNeededError("reset with a mask");
    const infos = new VectorInfo(this.numEnvs);
    this.#each((env, i) => {
      if (mask?.[i] === 0) return;
      const seed = seeds?.[i] ?? undefined;
      const result = env.reset({
        ...(seed === undefined ? {} : { seed }),
        ...(options.options === undefined ? {} : { options: options.options }),
      });
      this.#begin(result, i, infos);
    });
    this.#ready = true;
    return { observations: this.observations, infos: infos.value };
  }

  /** Takes in the result of a reset. */
  #begin(result: ReturnType<Env["reset"]>, i: number, infos: VectorInfo): void {
    checkResult(result, "reset", i);
    this.#write(this.observations, i, result.observation);
    infos.add(i, result.info);
    this.#over[i] = 0;
  }

  step(actions: ActionBatch): VectorStep {
    if (this.#closed) throw new ClosedEnvironmentError("step");
    if (!this.#ready) throw new ResetNeededError("step");
    if (this.autoresetMode === "disabled" && this.#over.includes(1)) {
      throw new EpisodeOverError([...this.#over.keys()].filter((i) => this.#over[i] === 1));
    }
    this.#takeActions(actions);
    const infos = new VectorInfo(this.numEnvs);
    this.#each((env, i) => {
      if (this.#over[i] === 1) this.#autoreset(env, i, infos);
      else this.#stepOne(env, i, infos);
    });
    return {
      observations: this.observations,
      rewards: this.#rewards,
      terminated: this.#terminated,
      truncated: this.#truncated,
      finalObservations: this.#final,
      valid: this.#valid,
      infos: infos.value,
    };
  }

  #stepOne(env: Env, i: number, infos: VectorInfo): void {
    const result = env.step(this.#actions[i]);
    checkResult(result, "step", i);
    const over = result.terminated || result.truncated;
    this.#valid[i] = 1;
    this.#rewards[i] = result.reward;
    this.#terminated[i] = result.terminated ? 1 : 0;
    this.#truncated[i] = result.truncated ? 1 : 0;
    if (over) this.#write(this.#final, i, result.observation);
    if (over && this.autoresetMode === "same-step") {
      infos.add(i, { final_obs: result.observation, final_info: result.info });
      this.#begin(env.reset(), i, infos);
      return;
    }
    this.#write(this.observations, i, result.observation);
    infos.add(i, result.info);
    this.#over[i] = over ? 1 : 0;
  }

  /** The reset transition of `next-step`: not experience. */
  #autoreset(env: Env, i: number, infos: VectorInfo): void {
    this.#begin(env.reset(), i, infos);
    this.#valid[i] = 0;
    this.#rewards[i] = 0;
    this.#terminated[i] = 0;
    this.#truncated[i] = 0;
  }

  /** Calls `use` with each environment in turn; what an environment throws is told which one it was. */
  #each(use: (env: Env, index: number) => void): void {
    for (let i = 0; i < this.numEnvs; i++) {
      try {
        use(this.#envs[i]!, i);
      } catch (error) {
        // Those before it have gone on: only a reset brings all together again.
        this.#ready = false;
        if (error instanceof Error && Object.isExtensible(error)) {
          Object.assign(error, { environmentIndex: i });
        }
        throw error;
      }
    }
  }

  /** Checks the whole batch first: an error must not leave some environments ahead of others. */
  #takeActions(actions: ActionBatch): void {
    const { dtype, size, unpack } = this.#action;
    if (actions.length !== size * this.numEnvs) {
      throw new ActionBatchSizeError(actions.length, size * this.numEnvs);
    }
    const whole = STORAGE[dtype].kind !== "float" && this.actionSpace.kind !== "Box";
    for (let i = 0; i < this.numEnvs; i++) {
      // Those that are reset in this step ignore theirs.
      if (this.#over[i] === 1) continue;
      const at = i * size;
      const action = unpack(actions, at);
      let admitted = admits(this.actionSpace, action);
      // Storing them as integers would hide a fraction.
      for (let k = at; whole && k < at + size; k++) admitted &&= Number.isInteger(actions[k]);
      if (!admitted) {
        const given = size === 1 ? actions[at] : actions.slice(at, at + size);
        throw new InvalidActionError(given, `${this.actionSpace}`, i);
      }
      this.#actions[i] = action;
    }
  }

  #save(): Uint8Array {
    const { buffer, byteOffset, byteLength } = this.observations;
    const flags = Uint8Array.of(this.#ready ? 1 : 0, ...this.#over);
    const flat = new Uint8Array(buffer, byteOffset, byteLength);
    const parts = [flags, flat, ...this.#envs.map((env) => env.state!())];
    const bytes = new Uint8Array(parts.reduce((sum, part) => sum + 4 + part.length, 0));
    const view = new DataView(bytes.buffer);
    let offset = 0;
    for (const part of parts) {
      view.setUint32(offset, part.length, true);
      bytes.set(part, offset + 4);
      offset += 4 + part.length;
    }
    return bytes;
  }

  #load(state: Uint8Array): void {
    const view = new DataView(state.buffer, state.byteOffset, state.byteLength);
    const parts: Uint8Array[] = [];
    for (let offset = 0; offset + 4 <= state.length; ) {
      const length = view.getUint32(offset, true);
      parts.push(state.slice(offset + 4, offset + 4 + length));
      offset += 4 + length;
    }
    const [flags, observations, ...envs] = parts;
    if (
      envs.length !== this.numEnvs ||
      flags?.length !== 1 + this.numEnvs ||
      observations?.length !== this.observations.byteLength
    ) {
      throw new InvalidStateError(
        this.spec.id,
        `${state.length} bytes`,
        `a state of ${this.numEnvs} sub-environments`,
      );
    }
    this.#each((env, i) => env.restore!(envs[i]!));
    new Uint8Array(this.observations.buffer, this.observations.byteOffset).set(observations);
    this.#ready = flags[0] === 1;
    this.#over.set(flags.subarray(1));
  }

  close(): void {
    this.#closed = true;
    for (const env of this.#envs) env.close?.();
  }
}
