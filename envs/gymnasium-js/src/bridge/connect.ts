import type { AsyncEnv } from "../async-env.js";
import { GymnasiumError } from "../errors.js";
import type { VectorEnv } from "../vector-env.js";
import { checkAddress, parseRemoteId } from "./address.js";
import { type BinaryCall, Connection } from "./connection.js";
import { type Made, readMade } from "./made.js";
import {
  checkNames,
  envFields,
  KNOWN,
  type RemoteEnvOptions,
  type RemoteMakeOptions,
  type RemoteMakeVecOptions,
  type RemoteVectorOptions,
  type ServerOptions,
  type ServerSettings,
  serverSettings,
  vectorField,
} from "./options.js";
import { OP, request } from "./protocol.js";
import { RemoteEnv } from "./remote-env.js";
import type { Place } from "./remote-handle.js";
import { RemoteVectorEnv } from "./remote-vector-env.js";
import { localServer } from "./server-process.js";

/** Several environments on one connection, and so in one process of the server. */
export class GymnasiumServer {
  readonly #connection: Connection;
  readonly #settings: ServerSettings;
  readonly #echo: BinaryCall<void>;
  readonly #echoRequest = request(OP.echo, 0, 0);

  /** Use `connect`. */
  constructor(connection: Connection, settings: ServerSettings) {
    this.#connection = connection;
    this.#settings = settings;
    this.#echo = { of: "server", name: "echo", timeout: settings.timeout, read: () => {} };
  }

  /** @throws InvalidArgumentError, RemoteError, BridgeFailure */
  async make(id: string, options: RemoteEnvOptions = {}): Promise<RemoteEnv> {
    checkNames(options, KNOWN.env);
    const fields = { ...envFields(id, options), vector: null };
    return make(this.#place(id), fields, this.#settings, singleOf);
  }

  /** @throws InvalidArgumentError, RemoteError (also when a space cannot be packed), BridgeFailure */
  async makeVec(id: string, options: RemoteVectorOptions = {}): Promise<RemoteVectorEnv> {
    checkNames(options, KNOWN.vector);
    const fields = { ...envFields(id, options), vector: vectorField(options) };
    return make(this.#place(id), fields, this.#settings, vectorOf);
  }

  #place(name: string): Place {
    return { connection: this.#connection, name, timeout: this.#settings.timeout, release: async () => {} };
  }

  /** A request that does nothing: what a call costs at least. */
  echo(): Promise<void> {
    return this.#connection.call(this.#echo, this.#echoRequest);
  }

  /** Ends all its environments. May be called again. */
  close(): Promise<void> {
    return this.#connection.close();
  }
}

/**
 * Connects to a server.
 *
 * @param address `unix:PATH`, `ws://host:port` or `wss://host:port`
 * @throws InvalidArgumentError, BridgeFailure, ProtocolError
 */
export async function connect(address: string, options: ServerOptions = {}): Promise<GymnasiumServer> {
  checkNames(options, KNOWN.connect);
  const settings = serverSettings(options);
  return new GymnasiumServer(await Connection.open(checkAddress(address), address, settings), settings);
}

/**
 * An environment on a connection of its own, which is closed with it.
 *
 * @param id `gymnasium:ID` (Python on this machine, started when needed), `ws://host:port/ID` or `wss://host:port/ID`
 * @throws InvalidArgumentError, RemoteError, BridgeFailure, ProtocolError
 */
export async function openRemoteEnv(id: string, options: RemoteMakeOptions = {}): Promise<AsyncEnv> {
  checkNames(options, KNOWN.remoteEnv);
  const { env } = parseRemoteId(id);
  const fields = { ...envFields(env, options), vector: null };
  return open(id, fields, serverSettings(options), singleOf);
}

/** As `openRemoteEnv`, many at once. */
export async function openRemoteVectorEnv(
  id: string,
  options: RemoteMakeVecOptions = {},
): Promise<VectorEnv> {
  checkNames(options, KNOWN.remoteVector);
  const { env } = parseRemoteId(id);
  const fields = { ...envFields(env, options), vector: vectorField(options) };
  return open(id, fields, serverSettings(options), vectorOf);
}

type Wrap<E> = (place: Place, made: Made) => E;
const singleOf: Wrap<RemoteEnv> = (place, made) => new RemoteEnv(place, made);
const vectorOf: Wrap<RemoteVectorEnv> = (place, made) => new RemoteVectorEnv(place, made, made.numEnvs ?? 1);

async function open<E>(id: string, fields: object, settings: ServerSettings, wrap: Wrap<E>): Promise<E> {
  const { server } = parseRemoteId(id);
  const local = server === undefined ? await localServer({ of: id }) : undefined;
  try {
    const address = server ?? `unix:${local?.socketPath}`;
    const connection = await Connection.open(address, id, settings);
    const release = async (): Promise<void> => {
      await connection.close();
      local?.release();
    };
    try {
      return await make({ connection, name: id, timeout: settings.timeout, release }, fields, settings, wrap);
    } catch (error) {
      await connection.close();
      throw error;
    }
  } catch (error) {
    local?.release();
    throw error;
  }
}

async function make<E>(
  place: Place,
  fields: object,
  { makeTimeout }: ServerSettings,
  wrap: Wrap<E>,
): Promise<E> {
  const { connection, name } = place;
  const reply = await connection.control({ of: name, name: "make", timeout: makeTimeout }, "make", fields);
  try {
    return wrap(place, readMade(name, reply));
  } catch (error) {
    // A space that has no form here: the environment is not kept.
    const { handle } = reply as { handle?: unknown };
    if (error instanceof GymnasiumError && typeof handle === "number") {
      await connection.control({ of: name, name: "close", timeout: place.timeout }, "close", { handle });
    }
    throw error;
  }
}
