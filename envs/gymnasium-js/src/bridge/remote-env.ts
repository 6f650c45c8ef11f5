import type { AsyncEnv } from "../async-env.js";
import type { EnvMetadata, ResetOptions, ResetResult, StepResult } from "../env.js";
import { InvalidActionError, InvalidSpaceError } from "../errors.js";
import { NO_INFO } from "../info.js";
import type { EnvSpec } from "../registry.js";
import type { Space } from "../spaces/space.js";
import { Tuple } from "../spaces/tuple.js";
import { admits } from "../vector-packing.js";
import { typedAction } from "./action-writer.js";
import type { BinaryCall } from "./connection.js";
import { type Rendered, renderedOf } from "./frames.js";
import { checkJson } from "./json.js";
import { Layout, PackedValues } from "./layout.js";
import type { Made } from "./made.js";
import { OP, REPLY, REQUEST_HEADER, request, TYPED_ACTIONS } from "./protocol.js";
import { type Place, RemoteHandle } from "./remote-handle.js";
import { Replies } from "./replies.js";
import { seedText } from "./seeds.js";
import { fromTyped } from "./space-values.js";

/** Packed actions: their request is made once. */
interface PackedActions {
  readonly request: Uint8Array;
  readonly layout: Layout;
  readonly values: PackedValues;
}

/** An environment of a Python server. */
export class RemoteEnv implements AsyncEnv {
  readonly spec: EnvSpec;
  readonly observationSpace: Space;
  readonly actionSpace: Space;
  readonly metadata: EnvMetadata;
  readonly renderMode: string | undefined;
  readonly #handle: RemoteHandle;
  readonly #number: number;
  readonly #name: string;
  readonly #actions: PackedActions | undefined;
  readonly #layout: Layout;
  readonly #replies: Replies;
  readonly #step: BinaryCall<StepResult<unknown>>;
  readonly #reset: BinaryCall<ResetResult<unknown>>;

  constructor(place: Place, made: Made) {
    this.spec = made.spec;
    this.observationSpace = made.observationSpace;
    this.actionSpace = made.actionSpace;
    this.metadata = made.metadata;
    this.renderMode = made.renderMode;
    this.#handle = new RemoteHandle(place, made);
    this.#number = made.handle;
    this.#name = place.name;
    this.#actions = made.actionsPacked ? packedActions(made.actionSpace, made.handle) : undefined;
    this.#layout = new Layout(made.observationsPacked ? made.observationSpace : new Tuple([]), 1);
    this.#replies = new Replies(this.#layout);
    this.#step = this.#handle.toCall("step", (reply, flags, tail) => this.#readStep(reply, flags, tail));
    this.#reset = this.#handle.toCall("reset", (reply, flags, tail) => this.#readReset(reply, flags, tail));
  }

  /** @throws InvalidSeedError, InvalidArgumentError, ClosedEnvironmentError, RemoteError, BridgeFailure */
  async reset({ seed, options }: ResetOptions = {}): Promise<ResetResult<unknown>> {
    const closed = this.#handle.refusal("reset");
    if (closed !== undefined) throw closed;
    checkJson("options", options);
    return this.#handle.reset(this.#reset, { seed: seedText(seed), options: options ?? null, mask: null });
  }

  /**
   * @param action of a Box only the size is checked: environments may clip.
   * @throws InvalidActionError, ClosedEnvironmentError, RemoteError (also before a reset), BridgeFailure
   */
  step(action: unknown): Promise<StepResult<unknown>> {
    const closed = this.#handle.refusal("step");
    if (closed !== undefined) return Promise.reject(closed);
    let bytes: Uint8Array;
    try {
      bytes =
        this.#actions === undefined ? this.#typedRequest(action) : this.#packedRequest(this.#actions, action);
    } catch (error) {
      return Promise.reject(error);
    }
    return this.#handle.connection.call(this.#step, bytes);
  }

  #packedRequest({ layout, values, request: bytes }: PackedActions, action: unknown): Uint8Array {
    try {
      layout.packing.pack(action, values.batch, 0);
    } catch (error) {
      if (!(error instanceof InvalidSpaceError)) throw error;
      throw new InvalidActionError(action, `${this.actionSpace}`);
    }
    if (!admits(this.actionSpace, action)) throw new InvalidActionError(action, `${this.actionSpace}`);
    values.spread();
    return bytes;
  }

  #typedRequest(action: unknown): Uint8Array {
    const value = typedAction(this.actionSpace, action);
    const bytes = request(OP.step, this.#number, value.length, TYPED_ACTIONS);
    bytes.set(value, REQUEST_HEADER);
    return bytes;
  }

  #readStep(reply: Uint8Array, flags: number, tail: number): StepResult<unknown> {
    const replies = this.#replies;
    replies.takeStep(reply, flags, tail);
    const { observation, info } = this.#told(reply, flags, tail);
    return {
      observation,
      reward: replies.rewards[0]!,
      terminated: replies.terminated[0] === 1,
      truncated: replies.truncated[0] === 1,
      info,
    };
  }

  #readReset(reply: Uint8Array, flags: number, tail: number): ResetResult<unknown> {
    this.#replies.takeReset(reply, tail);
    return this.#told(reply, flags, tail);
  }

  #told(reply: Uint8Array, flags: number, tail: number): ResetResult<unknown> {
    const { values } = this.#handle.connection;
    if ((flags & REPLY.unpacked) !== 0) {
      const [value, info] = values.read(reply, tail) as [unknown, ResetResult<unknown>["info"]];
      return { observation: fromTyped(this.observationSpace, value, "observation"), info };
    }
    const observation = this.#layout.packing.unpack(this.#replies.observations.batch, 0);
    const told = (flags & REPLY.info) !== 0;
    return { observation, info: told ? (values.read(reply, tail) as ResetResult<unknown>["info"]) : NO_INFO };
  }

  /** @throws InvalidArgumentError without a render mode, ClosedEnvironmentError, RemoteError, BridgeFailure */
  async render(): Promise<Rendered> {
    return renderedOf(this.#name, await this.#handle.render());
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}

function packedActions(space: Space, handle: number): PackedActions {
  const layout = new Layout(space, 1);
  const bytes = request(OP.step, handle, layout.byteLength);
  return { request: bytes, layout, values: new PackedValues(layout, bytes.buffer, REQUEST_HEADER) };
}
