import type { EnvMetadata, Info } from "../env.js";
import {
  ActionBatchSizeError,
  EpisodeOverError,
  InvalidActionError,
  InvalidArgumentError,
  ResetNeededError,
} from "../errors.js";
import { NO_INFO } from "../info.js";
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
import { batchPacking } from "../vector-packing.js";
import type { BinaryCall } from "./connection.js";
import { type Rendered, renderedOf } from "./frames.js";
import { checkJson } from "./json.js";
import { IntegerCheck, Layout, PackedValues } from "./layout.js";
import type { Made } from "./made.js";
import { autoresetModeOf } from "./options.js";
import { OP, REPLY, REQUEST_HEADER, request } from "./protocol.js";
import { type Place, RemoteHandle } from "./remote-handle.js";
import { Replies } from "./replies.js";
import { vectorSeedText } from "./seeds.js";
import type { ArrayForm } from "./typed-values.js";

/** As `VectorInfo` has it: booleans of sub-environments are a list, all other arrays and the masks stay. */
const infoForm: ArrayForm = ({ shape, values }, dtype, key) =>
  dtype === "bool" && shape.length === 1 && !key.startsWith("_")
    ? Array.from(values as Uint8Array, (value) => value === 1)
    : values;

/**
 * Many environments in a Python server, stepped together. Its arrays are written when an answer comes: await
 * each step before the next one.
 */
export class RemoteVectorEnv implements VectorEnv {
  readonly spec: EnvSpec;
  readonly numEnvs: number;
  readonly autoresetMode: AutoresetMode;
  readonly metadata: EnvMetadata;
  readonly renderMode: string | undefined;
  readonly observationSpace: Space;
  readonly actionSpace: Space;
  readonly observations: NumericArray;
  readonly #name: string;
  readonly #handle: RemoteHandle;
  readonly #takesMask: boolean;
  readonly #actionSize: number;
  readonly #actions: PackedValues;
  readonly #check: IntegerCheck;
  readonly #request: Uint8Array;
  readonly #layout: Layout;
  readonly #replies: Replies;
  readonly #step: BinaryCall<VectorStep>;
  readonly #valid: Uint8Array;
  /** 1 where an episode ended and the next one has not begun. */
  readonly #over: Uint8Array;
  #ready = false;

  /** @throws InvalidArgumentError when its values cannot be packed */
  constructor(place: Place, made: Made, numEnvs: number) {
    this.spec = made.spec;
    this.numEnvs = numEnvs;
    this.autoresetMode = autoresetModeOf(made.autoresetMode);
    this.metadata = made.metadata;
    this.renderMode = made.renderMode;
    this.observationSpace = made.observationSpace;
    this.actionSpace = made.actionSpace;
    batchPacking(this.observationSpace, "observation");
    batchPacking(this.actionSpace, "action");
    this.#name = place.name;
    this.#handle = new RemoteHandle(place, made);
    this.#takesMask = made.resetMask;
    const actions = new Layout(this.actionSpace, numEnvs);
    const bytes = request(OP.step, made.handle, actions.byteLength);
    this.#request = bytes;
    this.#actionSize = actions.packing.size;
    this.#actions = new PackedValues(actions, bytes.buffer, REQUEST_HEADER);
    this.#check = new IntegerCheck(actions);
    this.#layout = new Layout(this.observationSpace, numEnvs);
    this.#replies = new Replies(this.#layout);
    this.observations = this.#replies.observations.batch;
    this.#valid = new Uint8Array(numEnvs).fill(1);
    this.#over = new Uint8Array(numEnvs);
    this.#step = this.#handle.toCall("step", (reply, flags, tail) => this.#readStep(reply, flags, tail));
  }

  /**
   * @param options.mask only of sync and async forms, not of an environment's own.
   * @throws InvalidSeedError, InvalidArgumentError, ResetNeededError, ClosedEnvironmentError, RemoteError, BridgeFailure
   */
  async reset({ seed, options, mask }: VectorResetOptions = {}): Promise<VectorReset> {
    const closed = this.#handle.refusal("reset");
    if (closed !== undefined) throw closed;
    const seeds = vectorSeedText(seed, this.numEnvs);
    checkJson("options", options);
    const masked = checkMask(mask, this.numEnvs)?.slice();
    if (masked !== undefined && !this.#takesMask) {
      throw new InvalidArgumentError(
        "mask",
        mask,
        `none: the vector form of ${this.#name} resets all or none`,
      );
    }
    if (masked !== undefined && !this.#ready) throw new ResetNeededError("reset with a mask");
    const call = this.#handle.toCall("reset", (reply, flags, tail) => {
      this.#replies.takeReset(reply, tail);
      for (let i = 0; i < this.numEnvs; i++) if (masked?.[i] !== 0) this.#over[i] = 0;
      this.#ready = true;
      return { observations: this.observations, infos: this.#infos(reply, flags, tail) };
    });
    return this.#handle.reset(call, {
      seed: seeds,
      options: options ?? null,
      mask: masked === undefined ? null : Array.from(masked),
    });
  }

  /**
   * @param actions checked as a whole before any is sent; numbers out of a Box pass.
   * @throws ActionBatchSizeError, InvalidActionError, EpisodeOverError, ResetNeededError, ClosedEnvironmentError,
   *   RemoteError, BridgeFailure
   */
  step(actions: ActionBatch): Promise<VectorStep> {
    const refusal = this.#refusal(actions);
    if (refusal !== undefined) return Promise.reject(refusal);
    this.#actions.scatter(actions);
    return this.#handle.connection.call(this.#step, this.#request);
  }

  #refusal(actions: ActionBatch): Error | undefined {
    const closed = this.#handle.refusal("step");
    if (closed !== undefined) return closed;
    if (!this.#ready) return new ResetNeededError("step");
    const size = this.#actionSize;
    const expected = size * this.numEnvs;
    if (actions.length !== expected) return new ActionBatchSizeError(actions.length, expected);
    if (this.autoresetMode === "disabled" && this.#over.includes(1)) {
      return new EpisodeOverError([...this.#over.keys()].filter((i) => this.#over[i] === 1));
    }
    const wrong = this.#check.firstWrong(actions);
    if (wrong === -1) return undefined;
    const given = size === 1 ? actions[wrong] : actions.slice(wrong * size, (wrong + 1) * size);
    return new InvalidActionError(given, `${this.actionSpace}`, wrong);
  }

  #readStep(reply: Uint8Array, flags: number, tail: number): VectorStep {
    const { autoresetMode } = this;
    const { rewards, terminated, truncated, finalObservations } = this.#replies;
    this.#replies.takeStep(reply, flags, tail);
    const over = this.#over;
    const valid = this.#valid;
    if (autoresetMode !== "same-step") {
      for (let i = 0; i < over.length; i++) {
        valid[i] = over[i] === 1 ? 0 : 1;
        over[i] = terminated[i]! | truncated[i]!;
      }
    }
    const infos = this.#infos(reply, flags, tail);
    return {
      observations: this.observations,
      rewards,
      terminated,
      truncated,
      finalObservations: autoresetMode === "same-step" ? finalObservations.batch : this.observations,
      valid,
      infos: (flags & REPLY.finalObservations) === 0 ? infos : this.#withFinal(infos),
    };
  }

  #infos(reply: Uint8Array, flags: number, tail: number): Info {
    if ((flags & REPLY.info) === 0) return NO_INFO;
    return this.#handle.connection.values.read(reply, tail, infoForm) as Info;
  }

  /** The last observations of the episodes that ended, as Gymnasium's infos have them. */
  #withFinal(infos: Info): Info {
    const { terminated, truncated, finalObservations } = this.#replies;
    const { packing } = this.#layout;
    const over = terminated.map((ended, i) => ended | truncated[i]!);
    const final = Array.from(over, (ended, i) =>
      ended === 1 ? packing.unpack(finalObservations.batch, i * packing.size) : null,
    );
    return { ...infos, final_obs: final, _final_obs: over };
  }

  /**
   * @param index of the sub-environment, the first unless given.
   * @throws InvalidArgumentError without a render mode, ClosedEnvironmentError, RemoteError, BridgeFailure
   */
  async render(index = 0): Promise<Rendered> {
    if (!Number.isInteger(index) || index < 0 || index >= this.numEnvs) {
      throw new InvalidArgumentError("index", index, `a sub-environment, 0 … ${this.numEnvs - 1}`);
    }
    const all = await this.#handle.render();
    return renderedOf(this.#name, Array.isArray(all) ? all[index] : all);
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}
