import type { Frame } from "gymnasium-js";

export interface ReadAnimation {
  readonly width: number;
  readonly height: number;
  /** Whole pictures, as a viewer shows them. */
  readonly frames: readonly Frame[];
  /** Seconds of each. */
  readonly seconds: readonly number[];
  /** 0 for ever. */
  readonly repetitions: number;
}

/** Reads an animated GIF block by block (GIF89a); throws at anything that a strict reader would refuse. */
export function readGif(bytes: Uint8Array): ReadAnimation {
  let at = 0;
  const byte = (): number => {
    if (at >= bytes.length) throw new Error("it ends too early");
    return bytes[at++]!;
  };
  const short = (): number => byte() | (byte() << 8);
  const text = (length: number): string => String.fromCharCode(...Array.from({ length }, byte));
  const blocks = (): Uint8Array => {
    const all: number[] = [];
    for (let size = byte(); size > 0; size = byte()) for (let k = 0; k < size; k++) all.push(byte());
    return Uint8Array.from(all);
  };
  if (text(6) !== "GIF89a") throw new Error("no GIF89a");
  const [width, height] = [short(), short()];
  if ((byte() & 0x80) !== 0) throw new Error("common colours are not read here");
  at += 2;
  const canvas = new Uint8Array(width * height * 3);
  const frames: Frame[] = [];
  const seconds: number[] = [];
  let repetitions = -1;
  for (;;) {
    const kind = byte();
    if (kind === 0x3b) break;
    if (kind === 0x21) {
      const label = byte();
      if (label === 0xf9) {
        if (byte() !== 4 || byte() !== 4)
          throw new Error("graphic control: left as it is, nothing transparent");
        seconds.push(short() / 100);
        at += 2;
      } else if (label === 0xff) {
        if (byte() !== 11 || text(11) !== "NETSCAPE2.0") throw new Error("unknown application");
        const data = blocks();
        repetitions = data[1]! | (data[2]! << 8);
      } else throw new Error(`unknown extension ${label}`);
      continue;
    }
    if (kind !== 0x2c) throw new Error(`unknown block ${kind}`);
    const [x, y, w, h] = [short(), short(), short(), short()];
    if (w < 1 || h < 1 || x + w > width || y + h > height) throw new Error("a part outside of the picture");
    const packed = byte();
    const count = 2 << (packed & 7);
    const colours = Array.from({ length: 3 * count }, byte);
    const bits = byte();
    const indices = lzwDecode(blocks(), bits);
    if (indices.length !== w * h) throw new Error(`${indices.length} pixels instead of ${w * h}`);
    for (const [k, index] of indices.entries()) {
      const to = 3 * ((y + Math.floor(k / w)) * width + x + (k % w));
      for (let c = 0; c < 3; c++) canvas[to + c] = colours[3 * index + c]!;
    }
    frames.push({ width, height, pixels: canvas.slice() });
  }
  if (at !== bytes.length) throw new Error("bytes after its end");
  return { width, height, frames, seconds, repetitions };
}

/** The plain way: a table of strings. */
export function lzwDecode(data: Uint8Array, bits: number): number[] {
  const clear = 1 << bits;
  const out: number[] = [];
  let table: number[][] = [];
  let width = 0;
  let previous: number[] | undefined;
  let at = 0;
  for (;;) {
    let code = 0;
    for (let k = 0; k < width || (width === 0 && k < bits + 1); k++, at++) {
      if (at >> 3 >= data.length) throw new Error("codes without an end");
      code |= ((data[at >> 3]! >> (at & 7)) & 1) << k;
    }
    if (code === clear) {
      table = Array.from({ length: clear + 2 }, (_, k) => (k < clear ? [k] : []));
      width = bits + 1;
      previous = undefined;
      continue;
    }
    if (width === 0) throw new Error("it does not begin with a clear code");
    if (code === clear + 1) {
      // Only the padding of the last byte may follow.
      if (data.length !== Math.ceil(at / 8)) throw new Error("data after the end code");
      return out;
    }
    const string: number[] | undefined = table[code] ?? (previous && [...previous, previous[0]!]);
    if (string === undefined || code > table.length) throw new Error(`unknown code ${code}`);
    if (previous !== undefined && table.length < 4096) table.push([...previous, string[0]!]);
    if (table.length === 1 << width && width < 12) width++;
    out.push(...string);
    previous = string;
  }
}
