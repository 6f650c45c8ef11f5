import { InvalidStateError } from "../errors.js";

const HEADER = 4;

/** FNV-1a: tells states of different environments apart. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}

const bytesOf = (part: ArrayBufferView): Uint8Array =>
  new Uint8Array(part.buffer, part.byteOffset, part.byteLength);

/** Copies the parts one after the other, behind a mark of what they belong to. */
export function packState(owner: string, parts: readonly ArrayBufferView[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, HEADER));
  new DataView(bytes.buffer).setUint32(0, hash(owner), true);
  let offset = HEADER;
  for (const part of parts) {
    bytes.set(bytesOf(part), offset);
    offset += part.byteLength;
  }
  return bytes;
}

/**
 * Copies a packed state back into the parts.
 *
 * @throws InvalidStateError when it is of another owner or length; nothing is changed then.
 */
export function unpackState(owner: string, state: Uint8Array, parts: readonly ArrayBufferView[]): void {
  const expected = parts.reduce((sum, part) => sum + part.byteLength, HEADER);
  if (state.length !== expected) {
    throw new InvalidStateError(owner, `${state.length} bytes`, `${expected} bytes`);
  }
  if (new DataView(state.buffer, state.byteOffset).getUint32(0, true) !== hash(owner)) {
    throw new InvalidStateError(owner, "a state of another environment", "its own kind's states only");
  }
  let offset = HEADER;
  for (const part of parts) {
    bytesOf(part).set(state.subarray(offset, offset + part.byteLength));
    offset += part.byteLength;
  }
}
