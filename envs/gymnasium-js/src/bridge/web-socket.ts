import { randomFillSync } from "node:crypto";
import { connect } from "node:net";
import WebSocket from "ws";
import { ConnectionLostError, ProtocolError } from "./errors.js";
import { SUBPROTOCOL } from "./protocol.js";

const LARGEST_MESSAGE = 2 ** 28;
/** Timers of Node take no more milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** @param address `unix:PATH`, `ws://host:port` or `wss://host:port` */
export function openWebSocket(address: string, token: string | undefined, timeout: number): WebSocket {
  const path = address.startsWith("unix:") ? address.slice("unix:".length) : undefined;
  return new WebSocket(path === undefined ? address : "ws://localhost/", SUBPROTOCOL, {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    handshakeTimeout: Math.min(timeout, LONGEST_TIMER),
    maxPayload: LARGEST_MESSAGE,
    perMessageDeflate: false,
    skipUTF8Validation: false,
    generateMask,
    ...(path === undefined ? {} : { createConnection: () => connect(path) }),
  });
}

const random = new Uint8Array(8192);
let used = random.length;

/** Never 0: what is masked is copied, and so a request's buffer may be written again at once. */
function generateMask(mask: Uint8Array): void {
  if (used === random.length) {
    randomFillSync(random);
    used = 0;
  }
  for (let i = 0; i < 4; i++) mask[i] = random[used++]!;
  if ((mask[0]! | mask[1]! | mask[2]! | mask[3]!) === 0) mask[0] = 1;
}

/** Why a server did not take the connection. */
export function refusal(of: string, status: number): Error {
  if (status === 401) {
    const advice = "give its token as the option token or in GYMNASIUM_JS_TOKEN";
    return new ConnectionLostError(of, "the server refuses the token, or asks for one", advice);
  }
  return new ProtocolError(of, `it answers with HTTP status ${status}`);
}

const AGAIN = "make the environment again to go on with a new process";

/** Why a connection ended, or did not begin. */
export function loss(
  of: string,
  code: number,
  reason: string,
  error: (Error & { code?: string }) | undefined,
): Error {
  if (error?.code === "ECONNREFUSED" || error?.code === "ENOENT" || error?.code === "ENOTFOUND") {
    return new ConnectionLostError(
      of,
      `no server is there (${error.code})`,
      "start one, or check the address",
    );
  }
  // Of ws, and of TLS that meets something else.
  if (/^(?:WS_ERR|EPROTO)/.test(error?.code ?? "") || error?.message.startsWith("Server sent")) {
    return new ProtocolError(of, error!.message.trim().split("\n")[0]!);
  }
  const said = reason === "" ? "" : `: ${reason}`;
  if (code === 1002 || code === 1003 || code === 1007) {
    return new ProtocolError(of, `it does not understand this client (${code}${said})`);
  }
  if (code === 1009) {
    const advice = "send smaller messages, or start the server with a larger limit";
    return new ConnectionLostError(of, `a message was larger than the server takes${said}`, advice);
  }
  const how = reason === "" ? (error?.message ?? `code ${code}`) : reason;
  return new ConnectionLostError(of, `the connection to Python ended (${how})`, AGAIN);
}

/** What a client says of a connection that it closed. */
export function closedBy(of: string, why: string): Error {
  return new ConnectionLostError(of, `its connection was closed: ${why}`, AGAIN);
}
