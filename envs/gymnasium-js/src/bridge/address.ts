import { InvalidArgumentError } from "../errors.js";

const LOCAL = "gymnasium:";

/** Where an id leads. */
export interface RemoteAddress {
  /** `ws://host:port` or `wss://host:port`; undefined for the server that this package starts itself. */
  readonly server: string | undefined;
  /** Python's id, such as "CartPole-v1" or "ALE/Breakout-v5". */
  readonly env: string;
}

/** @throws InvalidArgumentError when an id names no environment */
export function parseRemoteId(id: string): RemoteAddress {
  const local = id.startsWith(LOCAL);
  const [, server, path] = local ? [undefined, undefined, id.slice(LOCAL.length)] : (PATTERN.exec(id) ?? []);
  const isAddress = server === undefined || URL.canParse(server);
  if (path === undefined || path === "" || !isAddress) {
    throw new InvalidArgumentError(
      "environment id",
      id,
      "gymnasium:ID, ws://host:port/ID or wss://host:port/ID",
    );
  }
  return { server, env: path };
}

const PATTERN = /^(wss?:\/\/[^/?#\s]+)\/(\S+)$/;

/** @throws InvalidArgumentError unless it is an address that `connect` takes */
export function checkAddress(address: string): string {
  if (/^unix:./.test(address)) return address;
  if (/^wss?:\/\/[^/?#\s]+\/?$/.test(address) && URL.canParse(address)) return address;
  throw new InvalidArgumentError("address", address, "unix:PATH, ws://host:port or wss://host:port");
}
