import { crc32, inflateSync } from "node:zlib";
import type { Frame } from "gymnasium-js";
import type { ReadAnimation } from "./read-gif.js";

/** Reads an animated PNG of RGB pixels; throws at anything that a strict reader would refuse. */
export function readApng(bytes: Uint8Array): ReadAnimation {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (![137, 80, 78, 71, 13, 10, 26, 10].every((byte, k) => bytes[k] === byte)) throw new Error("no PNG");
  const types: string[] = [];
  const seconds: number[] = [];
  const parts: { x: number; y: number; width: number; height: number; data: Uint8Array }[] = [];
  let [width, height, announced, repetitions, sequence] = [0, 0, 0, -1, 0];
  const inOrder = (at: number): void => {
    if (view.getUint32(at) !== sequence++) throw new Error("numbers of chunks are not in order");
  };
  for (let at = 8; at < bytes.length; ) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const data = at + 8;
    if (crc32(bytes.subarray(at + 4, data + length)) !== view.getUint32(data + length)) {
      throw new Error(`${type} has a wrong checksum`);
    }
    types.push(type);
    if (type === "IHDR") {
      [width, height] = [view.getUint32(data), view.getUint32(data + 4)];
      if (bytes[data + 8] !== 8 || bytes[data + 9] !== 2) throw new Error("not RGB of 8 bits");
    } else if (type === "acTL") {
      [announced, repetitions] = [view.getUint32(data), view.getUint32(data + 4)];
    } else if (type === "fcTL") {
      inOrder(data);
      const [w, h, x, y] = [4, 8, 12, 16].map((k) => view.getUint32(data + k)) as [
        number,
        number,
        number,
        number,
      ];
      if (w < 1 || h < 1 || x + w > width || y + h > height) throw new Error("a part outside of the picture");
      seconds.push(view.getUint16(data + 20) / view.getUint16(data + 22));
      parts.push({ x, y, width: w, height: h, data: new Uint8Array(0) });
    } else if (type === "IDAT") parts.at(-1)!.data = bytes.slice(data, data + length);
    else if (type === "fdAT") {
      inOrder(data);
      parts.at(-1)!.data = bytes.slice(data + 4, data + length);
    }
    at = data + length + 4;
  }
  if (types[0] !== "IHDR" || types[1] !== "acTL" || types.at(-1) !== "IEND")
    throw new Error("chunks out of order");
  if (announced !== parts.length) throw new Error(`${parts.length} frames instead of ${announced}`);
  const canvas = new Uint8Array(width * height * 3);
  const frames = parts.map((part): Frame => {
    const lines = inflateSync(part.data);
    const stride = 3 * part.width;
    if (lines.length !== part.height * (stride + 1)) throw new Error("lines of a wrong length");
    for (let row = 0; row < part.height; row++) {
      const filter = lines[row * (stride + 1)]!;
      const to = 3 * ((part.y + row) * width + part.x);
      const above = new Uint8Array(stride);
      if (row > 0) above.set(canvas.subarray(to - 3 * width, to - 3 * width + stride));
      if (filter !== 0 && filter !== 2) throw new Error(`filter ${filter} is not read here`);
      for (let k = 0; k < stride; k++) {
        canvas[to + k] = lines[row * (stride + 1) + 1 + k]! + (filter === 2 ? above[k]! : 0);
      }
    }
    return { width, height, pixels: canvas.slice() };
  });
  return { width, height, frames, seconds, repetitions };
}
