/** The wire format: python/PROTOCOL.md. */
export const SUBPROTOCOL = "gymnasium-js.1";

export const OP = { step: 1, reset: 2, render: 3, echo: 4 } as const;

/** Of a request. */
export const TYPED_ACTIONS = 1;

/** Of a reply. */
export const REPLY = { error: 1, info: 2, finalObservations: 4, unpacked: 8 } as const;

/** Bytes before the payload. */
export const REQUEST_HEADER = 8;
/** Bytes before the payload. */
export const REPLY_HEADER = 16;

/** Blocks start at multiples of 8 bytes. */
export const padded = (bytes: number): number => Math.ceil(bytes / 8) * 8;

/** A request with room for a payload; the connection writes its number. */
export function request(
  op: number,
  handle: number,
  payloadBytes: number,
  flags = 0,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(REQUEST_HEADER + payloadBytes);
  bytes[0] = op;
  bytes[1] = flags;
  bytes[2] = handle & 255;
  bytes[3] = handle >>> 8;
  return bytes;
}

/** A request whose payload is JSON. */
export function jsonRequest(op: number, handle: number, payload: unknown): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(payload));
  const bytes = request(op, handle, text.length);
  bytes.set(text, REQUEST_HEADER);
  return bytes;
}

const decoder = new TextDecoder("utf-8", { fatal: true });

/** The text in a part of a message. @throws TypeError when it is not UTF-8 */
export function textOf(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}
