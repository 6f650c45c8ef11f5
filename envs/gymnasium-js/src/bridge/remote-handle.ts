import { BridgeFailure, ClosedEnvironmentError, InvalidArgumentError } from "../errors.js";
import type { BinaryCall, Connection } from "./connection.js";
import { withShape } from "./frames.js";
import type { Made } from "./made.js";
import { jsonRequest, OP, request } from "./protocol.js";

/** Where an environment is. */
export interface Place {
  readonly connection: Connection;
  /** The id as its user gave it, for messages. */
  readonly name: string;
  /** Milliseconds that a call may take. */
  readonly timeout: number;
  /** Called when the environment is closed. */
  readonly release: () => Promise<void>;
}

/** What single and vector environments of a server have in common. */
export class RemoteHandle {
  readonly connection: Connection;
  readonly #place: Place;
  readonly #made: Made;
  readonly #render: BinaryCall<unknown>;
  #closing: Promise<void> | undefined;

  constructor(place: Place, made: Made) {
    this.connection = place.connection;
    this.#place = place;
    this.#made = made;
    this.#render = this.toCall("render", (reply, _flags, tail) =>
      this.connection.values.read(reply, tail, withShape),
    );
  }

  toCall<T>(name: string, read: BinaryCall<T>["read"]): BinaryCall<T> {
    return { of: this.#place.name, name, timeout: this.#place.timeout, read };
  }

  /** The error of a use after `close`. */
  refusal(operation: string): ClosedEnvironmentError | undefined {
    return this.#closing === undefined ? undefined : new ClosedEnvironmentError(operation);
  }

  reset<T>(call: BinaryCall<T>, payload: object): Promise<T> {
    return this.connection.call(call, jsonRequest(OP.reset, this.#made.handle, payload));
  }

  /** @throws InvalidArgumentError without a render mode, RemoteError, BridgeFailure */
  async render(): Promise<unknown> {
    const closed = this.refusal("render");
    if (closed !== undefined) throw closed;
    const { renderMode, metadata, handle } = this.#made;
    if (renderMode === undefined) {
      const modes = metadata.renderModes.join(", ") || "none: this environment draws nothing";
      throw new InvalidArgumentError("renderMode", renderMode, `one of its modes with make: ${modes}`);
    }
    return this.connection.call(this.#render, request(OP.render, handle, 0));
  }

  /** Also when it cannot be reached any more: its process is gone then. @throws RemoteError of Python's `close` */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { name, timeout, release } = this.#place;
    try {
      await this.connection.control({ of: name, name: "close", timeout }, "close", {
        handle: this.#made.handle,
      });
    } catch (error) {
      if (!(error instanceof BridgeFailure)) throw error;
    } finally {
      await release();
    }
  }
}
