import type { Env } from "./env.js";
import {
  ActionBatchSizeError,
  ClosedEnvironmentError,
  InvalidActionError,
  InvalidArgumentError,
  InvalidResultError,
  InvalidStateError,
  ResetNeededError,
} from "./errors.js";
import { checkNumEnvs, vectorSeeds } from "./native/arguments.js";
import type { EnvSpec } from "./registry.js";
import { allocate, type StoredDType } from "./spaces/dtype.js";
import type { Space } from "./spaces/space.js";
import type {
  ActionBatch,
  NumericArray,
  VectorEnv,
  VectorReset,
  VectorResetOptions,
  VectorStep,
} from "./vector-env.js";
import { VectorInfo } from "./vector-info.js";

/** dtype and entries of a value in a batch. */
function layout(
  space: Space | undefined,
  role: string,
): { readonly dtype: StoredDType; readonly size: number } {
  if (space?.kind === "Discrete") return { dtype: "int32", size: 1 };
  if (space?.kind === "Box" && space.dtype !== "int64" && space.dtype !== "object") {
    return { dtype: space.dtype, size: space.shape.reduce((product, side) => product * side, 1) };
  }
  throw new InvalidArgumentError(`${role} space`, `${space}`, "a Box or Discrete space, which have batches");
}

/** What a call returned must be an object with an observation: a promise, say, is not. */
function checkResult(result: object, call: "reset" | "step", index: number): void {
  if (typeof result === "object" && result !== null && "observation" in result) return;
  const expected =
    call === "reset" ? "{ observation, info }" : "{ observation, reward, terminated, truncated, info }";
  const given = (result as unknown) instanceof Promise ? "a promise" : result;
  throw new InvalidResultError(`result of ${call}()`, given, expected, index);
}

/** Single environments stepped one after the other (gymnasium/vector/sync_vector_env.py). */
class SyncVectorEnv implements VectorEnv {
  readonly spec: EnvSpec;
  readonly numEnvs: number;
  readonly observationSpace: Space;
  readonly actionSpace: Space;
  readonly observations: NumericArray;
  readonly state?: () => Uint8Array;
  readonly restore?: (state: Uint8Array) => void;
  readonly #envs: readonly Env[];
  readonly #size: number;
  readonly #final: NumericArray;
  readonly #rewards: Float64Array;
  readonly #terminated: Uint8Array;
  readonly #truncated: Uint8Array;
  readonly #valid: Uint8Array;
  readonly #actions: unknown[];
  /** Box actions: an array of each environment's own, in the space's dtype. */
  readonly #boxActions: readonly NumericArray[] | undefined;
  #ready = false;
  #closed = false;

  constructor(envs: readonly Env[]) {
    const n = envs.length;
    const first = envs[0]!;
    this.#envs = envs;
    this.numEnvs = n;
    this.spec = first.spec ?? { id: "unregistered", entryPoint: () => first };
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
    const observation = layout(this.observationSpace, "observation");
    const action = layout(this.actionSpace, "action");
    this.#size = observation.size;
    this.observations = allocate(observation.dtype, n * observation.size);
    this.#final = allocate(observation.dtype, n * observation.size);
    this.#rewards = new Float64Array(n);
    this.#terminated = new Uint8Array(n);
    this.#truncated = new Uint8Array(n);
    this.#valid = new Uint8Array(n).fill(1);
    this.#actions = new Array<unknown>(n).fill(0);
    if (this.actionSpace.kind === "Box") {
      this.#boxActions = envs.map(() => allocate(action.dtype, action.size));
    }
    if (envs.every((env) => env.state !== undefined && env.restore !== undefined)) {
      this.state = () => this.#save();
      this.restore = (state) => this.#load(state);
    }
  }

  #write(target: NumericArray, i: number, observation: unknown): void {
    const size = this.#size;
    if (typeof observation === "number" && size === 1) {
      target[i] = observation;
      return;
    }
    // A shorter one would leave the previous step's values in its place.
    const { length } = (observation ?? {}) as Partial<NumericArray>;
    if (length !== size) {
      throw new InvalidResultError(
        "observation",
        length === undefined ? observation : `an array of length ${length}`,
        `an array of length ${size}, as in ${this.observationSpace}`,
        i,
      );
    }
    target.set(observation as NumericArray, i * size);
  }

  reset(options: VectorResetOptions = {}): VectorReset {
    if (this.#closed) throw new ClosedEnvironmentError("reset");
    const seeds = vectorSeeds(options.seed, this.numEnvs);
    const infos = new VectorInfo(this.numEnvs);
    this.#each((env, i) => {
      const seed = seeds?.[i] ?? undefined;
      const result = env.reset({
        ...(seed === undefined ? {} : { seed }),
        ...(options.options === undefined ? {} : { options: options.options }),
      });
      checkResult(result, "reset", i);
      this.#write(this.observations, i, result.observation);
      infos.add(i, result.info);
    });
    this.#ready = true;
    return { observations: this.observations, infos: infos.value };
  }

  step(actions: ActionBatch): VectorStep {
    if (this.#closed) throw new ClosedEnvironmentError("step");
    if (!this.#ready) throw new ResetNeededError("step");
    this.#takeActions(actions);
    const infos = new VectorInfo(this.numEnvs);
    this.#each((env, i) => {
      const result = env.step(this.#actions[i]);
      checkResult(result, "step", i);
      this.#rewards[i] = result.reward;
      this.#terminated[i] = result.terminated ? 1 : 0;
      this.#truncated[i] = result.truncated ? 1 : 0;
      if (result.terminated || result.truncated) {
        this.#write(this.#final, i, result.observation);
        infos.add(i, { final_info: result.info });
        const next = env.reset();
        checkResult(next, "reset", i);
        this.#write(this.observations, i, next.observation);
        infos.add(i, next.info);
      } else {
        this.#write(this.observations, i, result.observation);
        infos.add(i, result.info);
      }
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

  /** Calls `use` with each environment in turn; what an environment throws is told which one it was. */
  #each(use: (env: Env, index: number) => void): void {
    for (let i = 0; i < this.numEnvs; i++) {
      try {
        use(this.#envs[i]!, i);
      } catch (error) {
        if (error instanceof Error && Object.isExtensible(error)) {
          Object.assign(error, { environmentIndex: i });
        }
        throw error;
      }
    }
  }

  /** Checks the whole batch first: an error must not leave some environments ahead of others. */
  #takeActions(actions: ActionBatch): void {
    const boxes = this.#boxActions;
    const size = boxes?.[0]?.length ?? 1;
    if (actions.length !== size * this.numEnvs) {
      throw new ActionBatchSizeError(actions.length, size * this.numEnvs);
    }
    for (let i = 0; i < this.numEnvs; i++) {
      if (boxes !== undefined) {
        // Out of range is left to the environment, which may clip as Gymnasium's do.
        const own = boxes[i]!;
        for (let k = 0; k < size; k++) own[k] = actions[i * size + k]!;
        this.#actions[i] = own;
      } else if (this.actionSpace.contains(actions[i])) {
        this.#actions[i] = actions[i];
      } else {
        throw new InvalidActionError(actions[i], `${this.actionSpace}`, i);
      }
    }
  }

  #save(): Uint8Array {
    const flat = new Uint8Array(
      this.observations.buffer,
      this.observations.byteOffset,
      this.observations.byteLength,
    );
    const parts = [Uint8Array.of(this.#ready ? 1 : 0), flat, ...this.#envs.map((env) => env.state!())];
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
    const [ready, observations, ...envs] = parts;
    if (envs.length !== this.numEnvs || observations?.length !== this.observations.byteLength) {
      throw new InvalidStateError(
        this.spec.id,
        `${state.length} bytes`,
        `a state of ${this.numEnvs} sub-environments`,
      );
    }
    for (const [i, env] of this.#envs.entries()) env.restore!(envs[i]!);
    new Uint8Array(this.observations.buffer, this.observations.byteOffset).set(observations);
    this.#ready = ready![0] === 1;
  }

  close(): void {
    this.#closed = true;
    for (const env of this.#envs) env.close?.();
  }
}

/**
 * Joins single environments to a vector environment that steps them one after the other and resets
 * each within the step that ends it. Its `reset` and `step` throw InvalidResultError when an
 * environment returns no result, or an observation of the wrong size; errors of an environment's own
 * pass through, with its index as `environmentIndex`.
 *
 * @param source a factory called `numEnvs` times, or the environments themselves.
 * @param numEnvs how many; only with a factory, 1 unless given.
 * @throws InvalidArgumentError when there is none, when their spaces differ, or when a space has no
 *   batched form (Box and Discrete have).
 */
export function vectorize(source: (() => Env) | readonly Env[], numEnvs?: number): VectorEnv {
  const envs =
    typeof source === "function"
      ? Array.from({ length: checkNumEnvs(numEnvs ?? 1) }, () => source())
      : source;
  checkNumEnvs(envs.length);
  return new SyncVectorEnv(envs);
}
