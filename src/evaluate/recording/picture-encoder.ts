import type { Frame } from "gymnasium-js";
import type { Part } from "./changes.js";

/** Builds an animated picture of frames of one size. */
export interface PictureEncoder {
  /**
   * Adds a frame that stays for a time.
   *
   * @param part outside of which it equals the frame before; the first frame's is all of it
   * @param seconds how long it is shown
   */
  add(frame: Frame, part: Part, seconds: number): void;
  /** The whole file. Nothing can be added then. */
  finish(): Uint8Array;
}

/** One array of the bytes of many. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
