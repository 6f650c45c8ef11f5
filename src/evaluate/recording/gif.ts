import type { Frame } from "gymnasium-js";
import { cut, type Part } from "./changes.js";
import { lzwBlocks } from "./lzw.js";
import { indexed } from "./palette.js";
import { joined, type PictureEncoder } from "./picture-encoder.js";

/** Hundredths of a second: viewers take less for much more. */
const SMALLEST_DELAY = 2;
const LARGEST_DELAY = 65_535;
const TRAILER = 0x3b;

/** An animated GIF (GIF89a) that repeats for ever. Every frame has colours of its own, 256 at most. */
export class GifEncoder implements PictureEncoder {
  readonly #blocks: Uint8Array[] = [];
  #size: { readonly width: number; readonly height: number } | undefined;
  /** Seconds that rounding kept back so far. */
  #owed = 0;

  add(frame: Frame, part: Part, seconds: number): void {
    this.#size ??= { width: frame.width, height: frame.height };
    const { colours, indices } = indexed(cut(frame, part));
    const bits = Math.max(2, Math.ceil(Math.log2(colours.length / 3)));
    const table = new Uint8Array(3 << bits);
    table.set(colours);
    this.#blocks.push(
      // Graphic control: left as it is afterwards, no transparent colour.
      Uint8Array.of(0x21, 0xf9, 4, 1 << 2, ...short(this.#delay(seconds)), 0, 0),
      Uint8Array.of(0x2c, ...[part.x, part.y, part.width, part.height].flatMap(short), 0x80 | (bits - 1)),
      table,
      Uint8Array.of(bits),
      lzwBlocks(indices, bits),
    );
  }

  #delay(seconds: number): number {
    const wanted = 100 * seconds + this.#owed;
    const delay = Math.min(Math.max(Math.round(wanted), SMALLEST_DELAY), LARGEST_DELAY);
    // What a frame is shown too long is not taken from the others when all are too short.
    this.#owed = Math.max(-1, Math.min(wanted - delay, 1));
    return delay;
  }

  finish(): Uint8Array {
    const { width, height } = this.#size!;
    return joined([
      new TextEncoder().encode("GIF89a"),
      // No colours common to all frames.
      Uint8Array.of(...short(width), ...short(height), 0x70, 0, 0),
      Uint8Array.of(0x21, 0xff, 11),
      new TextEncoder().encode("NETSCAPE2.0"),
      // Repetitions: 0 for ever.
      Uint8Array.of(3, 1, 0, 0, 0),
      ...this.#blocks,
      Uint8Array.of(TRAILER),
    ]);
  }
}

const short = (value: number): number[] => [value & 255, value >> 8];
