import { crc32, deflateSync } from "node:zlib";
import type { Frame } from "gymnasium-js";
import { cut, type Part } from "./changes.js";
import { joined, type PictureEncoder } from "./picture-encoder.js";

const SIGNATURE = Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10);
const LARGEST_DELAY = 65_535;

/**
 * An animated PNG that repeats for ever (PNG specification, third edition): RGB, 8 bits; delays in
 * milliseconds. Frames are compressed as they come.
 */
export class ApngEncoder implements PictureEncoder {
  readonly #chunks: Uint8Array[] = [];
  #size: { readonly width: number; readonly height: number } | undefined;
  #frames = 0;
  /** Of fcTL and fdAT chunks together. */
  #sequence = 0;

  add(frame: Frame, part: Part, seconds: number): void {
    this.#size ??= { width: frame.width, height: frame.height };
    this.#chunks.push(chunk("fcTL", this.#control(part, seconds)));
    const data = deflateSync(scanlines(cut(frame, part), part.width), { level: 9 });
    this.#chunks.push(
      this.#frames === 0 ? chunk("IDAT", data) : chunk("fdAT", joined([word(this.#sequence++), data])),
    );
    this.#frames++;
  }

  #control({ x, y, width, height }: Part, seconds: number): Uint8Array {
    const bytes = new Uint8Array(26);
    const view = new DataView(bytes.buffer);
    for (const [k, value] of [this.#sequence++, width, height, x, y].entries()) view.setUint32(4 * k, value);
    view.setUint16(20, Math.min(Math.round(seconds * 1000), LARGEST_DELAY));
    view.setUint16(22, 1000);
    // Left as it is afterwards, and put over what is there: both 0.
    return bytes;
  }

  finish(): Uint8Array {
    const { width, height } = this.#size!;
    const header = new Uint8Array(13);
    header.set(word(width));
    header.set(word(height), 4);
    header.set([8, 2], 8);
    return joined([
      SIGNATURE,
      chunk("IHDR", header),
      // Frames, and repetitions: 0 for ever.
      chunk("acTL", joined([word(this.#frames), word(0)])),
      ...this.#chunks,
      chunk("IEND", new Uint8Array(0)),
    ]);
  }
}

/** Rows of RGB, each after the number of its filter: of the row above, which suits flat colours. */
function scanlines(pixels: Uint8Array, width: number): Uint8Array {
  const stride = 3 * width;
  const rows = pixels.length / stride;
  const lines = new Uint8Array(rows * (stride + 1));
  for (let row = 0; row < rows; row++) {
    const to = row * (stride + 1);
    const from = row * stride;
    lines[to] = row === 0 ? 0 : 2;
    for (let k = 0; k < stride; k++) {
      lines[to + 1 + k] = pixels[from + k]! - (row === 0 ? 0 : pixels[from - stride + k]!);
    }
  }
  return lines;
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = joined([new TextEncoder().encode(type), data]);
  return joined([word(data.length), body, word(crc32(body))]);
}

function word(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}
