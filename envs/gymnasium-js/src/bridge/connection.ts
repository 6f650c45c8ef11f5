import { readlinkSync } from "node:fs";
import type { Socket } from "node:net";
import type WebSocket from "ws";
import { GymnasiumError } from "../errors.js";
import { CallTimeoutError, ProtocolError, remoteError } from "./errors.js";
import { Patience } from "./patience.js";
import { REPLY, REPLY_HEADER, textOf } from "./protocol.js";
import { TypedValueReader } from "./typed-values.js";
import { closedBy, loss, openWebSocket, refusal } from "./web-socket.js";

/** What is called, and how long its answer may take. */
export interface Call {
  /** The environment, for messages. */
  readonly of: string;
  readonly name: string;
  /** Milliseconds. */
  readonly timeout: number;
}

/** A call of the hot path: made once for each environment, not for each call. */
export interface BinaryCall<T> extends Call {
  /**
   * Reads a reply while it is there: its bytes are reused.
   *
   * @param tail offset of the tail, 0 for none
   */
  readonly read: (reply: Uint8Array, flags: number, tail: number) => T;
}

export interface ConnectionOptions {
  readonly token?: string | undefined;
  /** Milliseconds for the handshake, and again for the greeting. */
  readonly timeout: number;
  readonly sameCore?: boolean | undefined;
}

interface Pending {
  readonly call: Call;
  /** Of a binary call. */
  readonly read: BinaryCall<unknown>["read"] | undefined;
  readonly op: number;
  readonly seq: number;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** A client closes the connection; a server that does not answer that in time (ms) is not waited for. */
const CLOSE_TIMEOUT = 2000;

// An executor of its own for each promise would be another closure for each call.
let resolveNew: Pending["resolve"];
let rejectNew: Pending["reject"];
const capture = (resolve: Pending["resolve"], reject: Pending["reject"]): void => {
  resolveNew = resolve;
  rejectNew = reject;
};

/** One connection to a server. Calls are answered in their order; any number may be under way. */
export class Connection {
  /** Typed values of replies: their trees are kept for the connection. */
  readonly values = new TypedValueReader();
  readonly #webSocket: WebSocket;
  readonly #closed: Promise<void>;
  readonly #patience = new Patience((waited) => this.#onTick(waited));
  #whole = new Uint8Array(0);
  #pending: Pending[] = [];
  #socket: Socket | undefined;
  #seq = 0;
  /** Whether the socket keeps the process alive: not for long while nothing is awaited. */
  #awake = true;
  /** Why there is no connection any more. */
  #lost: ((of: string) => Error) | undefined;
  #error: Error | undefined;

  private constructor(webSocket: WebSocket) {
    this.#webSocket = webSocket;
    this.#closed = new Promise((resolve) => {
      webSocket.once("close", (code, reason) => {
        this.#patience.stop();
        this.#end((of) => loss(of, code, reason.toString(), this.#error));
        resolve();
      });
    });
    webSocket.once("upgrade", ({ socket }) => {
      this.#socket = socket;
    });
    webSocket.once("unexpected-response", (_request, { statusCode }) => {
      this.#end((of) => refusal(of, statusCode ?? 0));
    });
    webSocket.on("error", (error) => {
      this.#error ??= error;
    });
    // Long messages come in pieces, which are joined in one buffer that stays: the garbage of frames is costly.
    webSocket.binaryType = "fragments";
    webSocket.on("message", (data, binary) =>
      this.#onMessage(binary ? this.#joined(data as Uint8Array[]) : (data as Uint8Array), binary),
    );
  }

  /**
   * Connects and greets.
   *
   * @param address `unix:PATH`, `ws://host:port` or `wss://host:port`
   * @param of who connects, for messages
   * @throws BridgeFailure, ProtocolError
   */
  static async open(address: string, of: string, options: ConnectionOptions): Promise<Connection> {
    const webSocket = openWebSocket(address, options.token, options.timeout);
    const connection = new Connection(webSocket);
    await Promise.race([new Promise((resolve) => webSocket.once("open", resolve)), connection.#closed]);
    const thread = threadId();
    const sameCore = thread === null ? null : (options.sameCore ?? null);
    try {
      await connection.control({ of, name: "hello", timeout: options.timeout }, "hello", {
        thread,
        sameCore,
      });
    } catch (error) {
      await connection.close();
      throw error;
    }
    return connection;
  }

  /** A control request: JSON. @throws RemoteError, BridgeFailure, ProtocolError */
  control(call: Call, op: string, fields: object): Promise<unknown> {
    if (this.#lost !== undefined) return Promise.reject(this.#lost(call.of));
    const promise = this.#enqueue(call, undefined, 0);
    this.#webSocket.send(JSON.stringify({ id: this.#seq, op, ...fields }));
    return promise;
  }

  /**
   * A request of the hot path.
   *
   * @param request with its header; its number is written here. It may be reused at once.
   * @throws RemoteError, BridgeFailure, ProtocolError, and errors for users that `call.read` throws
   */
  call<T>(call: BinaryCall<T>, request: Uint8Array): Promise<T> {
    if (this.#lost !== undefined) return Promise.reject(this.#lost(call.of));
    const promise = this.#enqueue(call, call.read, request[0]!);
    const seq = this.#seq;
    request[4] = seq;
    request[5] = seq >>> 8;
    request[6] = seq >>> 16;
    request[7] = seq >>> 24;
    this.#webSocket.send(request);
    return promise as Promise<T>;
  }

  #enqueue(call: Call, read: Pending["read"], op: number): Promise<unknown> {
    if (!this.#awake) {
      this.#awake = true;
      this.#socket?.ref();
    }
    this.#patience.expect(call.timeout);
    if (this.#pending.length === 0) this.#patience.restart();
    this.#seq = (this.#seq + 1) >>> 0;
    const promise = new Promise<unknown>(capture);
    this.#pending.push({ call, read, op, seq: this.#seq, resolve: resolveNew, reject: rejectNew });
    return promise;
  }

  #joined(pieces: readonly Uint8Array[]): Uint8Array {
    if (pieces.length === 1) return pieces[0]!;
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    if (this.#whole.length < length) this.#whole = new Uint8Array(length);
    let at = 0;
    for (const piece of pieces) {
      this.#whole.set(piece, at);
      at += piece.length;
    }
    return this.#whole.subarray(0, length);
  }

  #onMessage(data: Uint8Array, binary: boolean): void {
    const pending = this.#pending[0];
    try {
      if (pending === undefined) throw new Error("a reply came that nothing waits for");
      if (binary) this.#takeBinary(pending, data);
      else this.#takeText(pending, textOf(data));
    } catch (error) {
      const problem = (error as Error).message;
      this.#end((of) => new ProtocolError(of, problem));
    }
  }

  #takeBinary(pending: Pending, data: Uint8Array): void {
    const { read, op, seq } = pending;
    if (data.length < REPLY_HEADER) throw new Error(`a reply has ${data.length} bytes`);
    const answered = uint32(data, 4);
    if (read === undefined || data[0] !== op || answered !== seq) {
      throw new Error(`a reply to call ${answered} came in place of that to call ${seq}`);
    }
    const flags = data[1]!;
    if ((flags & REPLY.error) !== 0) {
      const error = JSON.parse(textOf(data.subarray(REPLY_HEADER))) as unknown;
      this.#next();
      pending.reject(remoteError(pending.call.of, error));
      return;
    }
    const tail = uint32(data, 8);
    if (tail > data.length) throw new Error(`a tail begins at ${tail} in ${data.length} bytes`);
    let value: unknown;
    try {
      value = read(data, flags, tail);
    } catch (error) {
      if (!(error instanceof GymnasiumError)) throw error;
      this.#next();
      pending.reject(error);
      return;
    }
    this.#next();
    pending.resolve(value);
  }

  #takeText(pending: Pending, text: string): void {
    const reply = JSON.parse(text) as { id?: unknown; ok?: unknown; error?: unknown } | null;
    if (pending.read !== undefined || reply?.id !== pending.seq) {
      throw new Error(`it sent ${text.slice(0, 200)} in place of the reply to call ${pending.seq}`);
    }
    this.#next();
    if (reply.error !== undefined) pending.reject(remoteError(pending.call.of, reply.error));
    else pending.resolve(reply.ok);
  }

  #next(): void {
    this.#pending.shift();
    this.#patience.restart();
  }

  #onTick(waited: number): void {
    const oldest = this.#pending[0];
    if (oldest === undefined) {
      if (this.#awake) this.#socket?.unref();
      this.#awake = false;
    } else if (waited >= oldest.call.timeout) {
      const { call, reject } = oldest;
      this.#pending.shift();
      reject(new CallTimeoutError(call.of, call.name, call.timeout));
      this.#end((of) => closedBy(of, `${call.name} of ${call.of} gave no answer in ${call.timeout} ms`));
    }
  }

  /** Fails what is under way, and whatever comes later. */
  #end(lost: (of: string) => Error): void {
    this.#lost ??= lost;
    const pending = this.#pending;
    this.#pending = [];
    for (const { call, reject } of pending) reject(this.#lost(call.of));
    this.#webSocket.terminate();
  }

  /** Ends the server's process of this connection, with all its environments. */
  async close(): Promise<void> {
    this.#lost ??= (of) => closedBy(of, "by its user");
    this.#socket?.ref();
    this.#webSocket.close(1000);
    const impatient = setTimeout(() => this.#webSocket.terminate(), CLOSE_TIMEOUT);
    await this.#closed;
    clearTimeout(impatient);
  }
}

function uint32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}

/** The Linux id of this thread; null elsewhere. */
function threadId(): number | null {
  try {
    return Number(readlinkSync("/proc/thread-self").split("/").at(-1));
  } catch {
    return null;
  }
}
