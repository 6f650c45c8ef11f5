import type { Frame } from "gymnasium-js";

/** Part of a picture, in pixels. */
export interface Part {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The smallest rectangle outside of which two frames of one size are the same; undefined when all is. */
export function changedPart(before: Frame, after: Frame): Part | undefined {
  const { width, height } = after;
  const [a, b] = [before.pixels, after.pixels];
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = 3 * (y * width + x);
      if (a[at] === b[at] && a[at + 1] === b[at + 1] && a[at + 2] === b[at + 2]) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = y;
    }
  }
  return right < 0 ? undefined : { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

/** The pixels of a part, RGB, row after row. */
export function cut({ width: stride, pixels }: Frame, { x, y, width, height }: Part): Uint8Array {
  const own = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row++) {
    const from = 3 * ((y + row) * stride + x);
    own.set(pixels.subarray(from, from + 3 * width), 3 * row * width);
  }
  return own;
}
