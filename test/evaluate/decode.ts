import { crc32, inflateSync } from "node:zlib";

/** A frame as a viewer shows it: the whole picture. */
export interface DecodedFrame {
  /** RGB. */
  readonly pixels: Uint8Array;
  readonly seconds: number;
}

export interface Decoded {
  readonly width: number;
  readonly height: number;
  readonly frames: readonly DecodedFrame[];
}

interface Part {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** Reads a GIF whose frames have colour tables of their own and are left as they are. */
export function decodeGif(bytes: Uint8Array): Decoded {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const short = (at: number): number => view.getUint16(at, true);
  if (new TextDecoder().decode(bytes.subarray(0, 6)) !== "GIF89a") throw new Error("no GIF89a");
  if (bytes[10]! & 0x80) throw new Error("a global colour table");
  const [width, height] = [short(6), short(8)];
  const canvas = new Uint8Array(width * height * 3);
  const frames: DecodedFrame[] = [];
  let seconds = 0;
  let at = 13;
  const subBlocks = (): number[] => {
    const data: number[] = [];
    while (bytes[at] !== 0) {
      data.push(...bytes.subarray(at + 1, at + 1 + bytes[at]!));
      at += 1 + bytes[at]!;
    }
    at++;
    return data;
  };
  for (;;) {
    const kind = bytes[at++];
    if (kind === 0x3b) break;
    if (kind === 0x21) {
      if (bytes[at++] === 0xf9) seconds = short(at + 2) / 100;
      subBlocks();
    } else if (kind === 0x2c) {
      const part = { x: short(at), y: short(at + 2), width: short(at + 4) };
      const size = part.width * short(at + 6);
      const colours = 2 << (bytes[at + 8]! & 7);
      const table = bytes.subarray(at + 9, at + 9 + 3 * colours);
      at += 9 + 3 * colours;
      const bits = bytes[at++]!;
      const indices = unpackLzw(subBlocks(), bits);
      if (indices.length !== size) throw new Error(`${indices.length} pixels instead of ${size}`);
      put(
        canvas,
        width,
        part,
        indices.flatMap((index) => [...table.subarray(3 * index, 3 * index + 3)]),
      );
      frames.push({ pixels: canvas.slice(), seconds });
    } else throw new Error(`an unknown block ${kind}`);
  }
  if (at !== bytes.length) throw new Error("bytes after the trailer");
  return { width, height, frames };
}

function unpackLzw(data: readonly number[], bits: number): number[] {
  const clear = 1 << bits;
  const out: number[] = [];
  let strings: number[][] = [];
  let before: number[] | undefined;
  let width = bits + 1;
  let at = 0;
  for (;;) {
    let code = 0;
    for (let k = 0; k < width; k++, at++) code |= ((data[at >> 3]! >> (at & 7)) & 1) << k;
    if (at > 8 * data.length) throw new Error("the data ends without a code that ends it");
    if (code === clear + 1) return out;
    if (code === clear) {
      strings = Array.from({ length: clear + 2 }, (_, k) => [k]);
      width = bits + 1;
      before = undefined;
      continue;
    }
    const own = strings[code] ?? [...before!, before![0]!];
    if (before !== undefined && strings.length < 4096) strings.push([...before, own[0]!]);
    if (strings.length === 1 << width && width < 12) width++;
    out.push(...own);
    before = own;
  }
}

/** Reads an animated PNG of RGB with 8 bits, filters 0 and 2. */
export function decodeApng(bytes: Uint8Array): Decoded {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const frames: DecodedFrame[] = [];
  let [width, height, announced, sequence] = [0, 0, 0, 0];
  let canvas = new Uint8Array(0);
  let part = { x: 0, y: 0, width: 0 };
  let seconds = 0;
  const inSequence = (at: number): void => {
    if (view.getUint32(at) !== sequence++) throw new Error("out of sequence");
  };
  for (let at = 8; at < bytes.length; ) {
    const length = view.getUint32(at);
    const type = new TextDecoder().decode(bytes.subarray(at + 4, at + 8));
    const data = at + 8;
    if (crc32(bytes.subarray(at + 4, data + length)) !== view.getUint32(data + length))
      throw new Error("CRC");
    at = data + length + 4;
    if (type === "IHDR") {
      [width, height] = [view.getUint32(data), view.getUint32(data + 4)];
      canvas = new Uint8Array(width * height * 3);
    } else if (type === "acTL") {
      announced = view.getUint32(data);
    } else if (type === "fcTL") {
      inSequence(data);
      part = { x: view.getUint32(data + 12), y: view.getUint32(data + 16), width: view.getUint32(data + 4) };
      seconds = view.getUint16(data + 20) / view.getUint16(data + 22);
    } else if (type === "IDAT" || type === "fdAT") {
      if (type === "fdAT") inSequence(data);
      const compressed = bytes.subarray(type === "IDAT" ? data : data + 4, data + length);
      put(canvas, width, part, unfiltered(inflateSync(compressed), part.width));
      frames.push({ pixels: canvas.slice(), seconds });
    }
  }
  if (frames.length !== announced) throw new Error(`${frames.length} frames instead of ${announced}`);
  return { width, height, frames };
}

function unfiltered(lines: Uint8Array, width: number): Uint8Array {
  const stride = 3 * width;
  const pixels = new Uint8Array((lines.length / (stride + 1)) * stride);
  for (let row = 0; row * stride < pixels.length; row++) {
    const filter = lines[row * (stride + 1)]!;
    if (filter !== 0 && filter !== 2) throw new Error(`filter ${filter}`);
    for (let k = 0; k < stride; k++) {
      const above = filter === 2 && row > 0 ? pixels[(row - 1) * stride + k]! : 0;
      pixels[row * stride + k] = lines[row * (stride + 1) + 1 + k]! + above;
    }
  }
  return pixels;
}

function put(canvas: Uint8Array, stride: number, { x, y, width }: Part, pixels: ArrayLike<number>): void {
  for (let k = 0; k < pixels.length; k++) {
    const [row, column] = [Math.floor(k / (3 * width)), k % (3 * width)];
    canvas[3 * ((y + row) * stride + x) + column] = pixels[k]!;
  }
}
