import fc from "fast-check";
import type { Frame } from "gymnasium-js";
import { describe, expect, test } from "vitest";
import { ApngEncoder } from "../../../src/evaluate/recording/apng.js";
import { changedPart } from "../../../src/evaluate/recording/changes.js";
import { GifEncoder } from "../../../src/evaluate/recording/gif.js";
import { lzwBlocks } from "../../../src/evaluate/recording/lzw.js";
import { indexed } from "../../../src/evaluate/recording/palette.js";
import type { PictureEncoder } from "../../../src/evaluate/recording/picture-encoder.js";
import { readApng } from "./read-apng.js";
import { lzwDecode, readGif } from "./read-gif.js";

/** Frames of one size, of few colours, each of which differs from the one before in a part. */
const animations = fc
  .record({
    width: fc.integer({ min: 1, max: 12 }),
    height: fc.integer({ min: 1, max: 9 }),
    count: fc.integer({ min: 1, max: 5 }),
  })
  .chain(({ width, height, count }) =>
    fc.array(
      fc
        .array(fc.constantFrom(0, 0, 0, 7, 128, 255), {
          minLength: 3 * width * height,
          maxLength: 3 * width * height,
        })
        .map((values): Frame => ({ width, height, pixels: Uint8Array.from(values) })),
      { minLength: count, maxLength: count },
    ),
  );

function encoded(encoder: PictureEncoder, frames: readonly Frame[], seconds = 0.04): Uint8Array {
  const whole = { x: 0, y: 0, width: frames[0]!.width, height: frames[0]!.height };
  for (const [k, frame] of frames.entries()) {
    const part = k === 0 ? whole : (changedPart(frames[k - 1]!, frame) ?? { ...whole, width: 1, height: 1 });
    encoder.add(frame, part, seconds);
  }
  return encoder.finish();
}

describe.each([
  ["GIF", () => new GifEncoder(), readGif],
  ["APNG", () => new ApngEncoder(), readApng],
] as const)("%s", (_name, create, read) => {
  test("a reader shows the very frames", () => {
    fc.assert(
      fc.property(animations, (frames) => {
        const { width, height, ...animation } = read(encoded(create(), frames));
        expect({ width, height }).toEqual({ width: frames[0]!.width, height: frames[0]!.height });
        expect(animation.frames).toEqual(frames);
        expect(animation.repetitions).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  test("delays add up to the time that frames are shown", () => {
    const frames = Array.from({ length: 30 }, (_, k) => ({
      width: 1,
      height: 1,
      pixels: Uint8Array.of(k, 0, 0),
    }));
    const { seconds } = read(encoded(create(), frames, 1 / 30));
    expect(seconds).toHaveLength(30);
    expect(seconds.reduce((sum, value) => sum + value)).toBeCloseTo(1, 1);
    for (const value of seconds) expect(Math.abs(value - 1 / 30)).toBeLessThan(0.01);
  });
});

test("GIF: viewers slow delays below 0.02 s down, so there are none", () => {
  const frames = [0, 1, 2].map((k) => ({ width: 1, height: 1, pixels: Uint8Array.of(k, 0, 0) }));
  expect(readGif(encoded(new GifEncoder(), frames, 0.001)).seconds).toEqual([0.02, 0.02, 0.02]);
});

test("LZW: every sequence comes back, also beyond 4096 codes", () => {
  const unblocked = (blocks: Uint8Array): Uint8Array => {
    const data: number[] = [];
    let at = 0;
    for (; blocks[at] !== 0; at += blocks[at]! + 1)
      data.push(...blocks.subarray(at + 1, at + 1 + blocks[at]!));
    expect(at).toBe(blocks.length - 1);
    return Uint8Array.from(data);
  };
  const roundTrip = (indices: Uint8Array, bits: number): void => {
    expect(lzwDecode(unblocked(lzwBlocks(indices, bits)), bits)).toEqual([...indices]);
  };
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 8 }),
      fc.uint8Array({ minLength: 1, maxLength: 700 }),
      (bits, values) =>
        roundTrip(
          values.map((value) => value & ((1 << bits) - 1)),
          bits,
        ),
    ),
  );
  let word = 1;
  const noise = Uint8Array.from({ length: 20_000 }, () => {
    word = Math.imul(word, 1664525) + 1013904223;
    return word >>> 24;
  });
  for (const bits of [2, 5, 8]) {
    roundTrip(
      noise.map((value) => value & ((1 << bits) - 1)),
      bits,
    );
  }
  roundTrip(new Uint8Array(300_000), 2);
});

describe("colours", () => {
  test("up to 256 are kept exactly", () => {
    const pixels = Uint8Array.from({ length: 3 * 256 }, (_, k) => (k % 3 === 0 ? k / 3 : 9));
    const { colours, indices } = indexed(pixels);
    expect(colours).toHaveLength(3 * 256);
    expect(Array.from(indices, (index) => colours[3 * index]!)).toEqual(
      Array.from({ length: 256 }, (_, k) => k),
    );
  });

  test("of more, the most frequent one is kept and the others are near", () => {
    // A ground of one colour, and a ramp of 4096 others.
    const ground = [240, 230, 210];
    const ramp = Array.from({ length: 4096 }, (_, k) => [(k >> 8) * 16, ((k >> 4) & 15) * 16, (k & 15) * 16]);
    const pixels = Uint8Array.from([...Array<number[]>(5000).fill(ground), ...ramp].flat());
    const { colours, indices } = indexed(pixels);
    expect(colours).toHaveLength(3 * 256);
    const shown = (k: number): number[] => [...colours.subarray(3 * indices[k]!, 3 * indices[k]! + 3)];
    expect(shown(17)).toEqual(ground);
    for (const [k, colour] of ramp.entries()) {
      const off = colour.map((value, c) => Math.abs(value - shown(5000 + k)[c]!));
      expect(Math.max(...off)).toBeLessThanOrEqual(48);
    }
  });
});

test("the changed part is the smallest that holds all changes", () => {
  const before: Frame = { width: 4, height: 3, pixels: new Uint8Array(36) };
  const pixels = new Uint8Array(36);
  expect(changedPart(before, { ...before, pixels })).toBeUndefined();
  pixels[3 * (1 * 4 + 2) + 1] = 1;
  expect(changedPart(before, { ...before, pixels })).toEqual({ x: 2, y: 1, width: 1, height: 1 });
  pixels[3 * (2 * 4 + 0) + 2] = 1;
  expect(changedPart(before, { ...before, pixels })).toEqual({ x: 0, y: 1, width: 3, height: 2 });
});
