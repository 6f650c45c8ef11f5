import { BridgeFailure, GymnasiumError } from "../errors.js";

/** No connection: refused, or ended by the server or with the environment's process. */
export class ConnectionLostError extends BridgeFailure {
  /**
   * @param of the environment or the server's address
   * @param reason what happened, as the middle of a sentence
   * @param advice what to do, as the end of the sentence
   */
  constructor(
    readonly of: string,
    readonly reason: string,
    readonly advice: string,
  ) {
    super(`${of}: ${reason}; ${advice}.`);
  }
}

/** A call without an answer. Its connection is closed and the server ends that environment's process. */
export class CallTimeoutError extends BridgeFailure {
  constructor(
    readonly of: string,
    readonly call: string,
    /** Milliseconds. */
    readonly timeout: number,
  ) {
    super(
      `${of}: ${call} gave no answer in ${timeout} ms; its connection was closed. ` +
        "Give a longer timeout (in ms) where the environment may need it.",
    );
  }
}

/** The other side does not follow the protocol: another program, or another version of it. */
export class ProtocolError extends GymnasiumError {
  constructor(
    readonly of: string,
    readonly problem: string,
  ) {
    super(`${of}: the server does not speak the bridge's protocol: ${problem}.`);
  }
}

/** What a server tells of a Python exception. */
export interface PythonException {
  /** Qualified name of its class. */
  readonly type: string;
  /** Qualified names of its class and of its base classes, in the order of method resolution. */
  readonly mro: readonly string[];
  readonly message: string;
  readonly traceback: string;
}

/** An exception that Python raised. The connection and the environment stay usable. */
export class RemoteError extends GymnasiumError {
  /** Qualified name of the Python class, such as "gymnasium.error.NameNotFound". */
  readonly type: string;
  readonly mro: readonly string[];
  readonly pythonMessage: string;
  readonly traceback: string;

  constructor(
    readonly of: string,
    exception: PythonException,
  ) {
    const { type, message } = exception;
    const name = type.slice(type.lastIndexOf(".") + 1);
    super(`${of}: ${name}${message === "" ? "" : `: ${message}`}`);
    this.type = type;
    this.mro = exception.mro;
    this.pythonMessage = message;
    this.traceback = exception.traceback;
    // Long, and the message is enough in most places that print errors.
    Object.defineProperty(this, "traceback", { enumerable: false });
    Object.defineProperty(this, "mro", { enumerable: false });
  }
}

/** The exception that JSON of the server describes, whatever is missing in it. */
export function remoteError(of: string, json: unknown): RemoteError {
  const fields = (typeof json === "object" && json !== null ? json : {}) as Partial<PythonException>;
  const text = (value: unknown): string => (typeof value === "string" ? value : "");
  return new RemoteError(of, {
    type: text(fields.type) || "Exception",
    mro: Array.isArray(fields.mro) ? fields.mro.map(String) : [],
    message: text(fields.message),
    traceback: text(fields.traceback),
  });
}
