import type { Frame } from "../env.js";
import { ProtocolError } from "./errors.js";
import type { WireArray } from "./typed-values.js";

/** A picture, a text, or the pictures since the last call (modes that end in `_list`). */
export type Rendered = Frame | string | readonly Frame[];

/** Arrays with their shapes, as frames need them. */
export const withShape = (array: WireArray): WireArray => array;

/** What Python's `render` returned; nothing, as of the mode "human", is no frames. @throws ProtocolError */
export function renderedOf(of: string, value: unknown): Rendered {
  if (typeof value === "string") return value;
  if (value === null || value === undefined) return [];
  return Array.isArray(value) ? value.map((one) => frameOf(of, one)) : frameOf(of, value);
}

function frameOf(of: string, value: unknown): Frame {
  const { shape, values } = (value ?? {}) as Partial<WireArray>;
  if (shape?.length === 3 && shape[2] === 3 && values instanceof Uint8Array) {
    return { height: shape[0]!, width: shape[1]!, pixels: values };
  }
  throw new ProtocolError(
    of,
    `a frame is no array of bytes, height × width × 3, but ${JSON.stringify(shape ?? value)}`,
  );
}
