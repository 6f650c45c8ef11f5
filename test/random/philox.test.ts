import { describe, expect, test } from "vitest";
import { instantiateKernels } from "../../src/engine/wasm/kernels.js";
import { createWasmEngine } from "../../src/engine/wasm/wasm-engine.js";
import { philox } from "../../src/random/philox.js";
import { CounterStream, streamKey } from "../../src/random/streams.js";

/** Philox4x32-10 in kat_vectors of Random123: counter, key, result. */
const KNOWN_ANSWERS = [
  [[0, 0, 0, 0], [0, 0], "6627e8d5 e169c58d bc57ac4c 9b00dbd8"],
  [[~0, ~0, ~0, ~0], [~0, ~0], "408f276d 41c83b0e a20bc7c6 6d5451fd"],
  [
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    [0xa4093822, 0x299f31d0],
    "d16cfe09 94fdcceb 5001e420 24126ea1",
  ],
] as const;

function hexadecimal(words: ArrayLike<number>): string {
  return Array.from(words, (word) => word.toString(16).padStart(8, "0")).join(" ");
}

describe("Philox4x32-10 against the published known answers", () => {
  test.each(KNOWN_ANSWERS)("TypeScript: %j under %j", (counter, key, expected) => {
    const output = new Uint32Array(4);
    const [a, b, c, d] = counter.map((word) => word >>> 0);
    philox(output, [a, b, c, d], [key[0] >>> 0, key[1] >>> 0]);
    expect(hexadecimal(output)).toBe(expected);
  });

  test.each(KNOWN_ANSWERS)("WebAssembly: %j under %j", (counter, key, expected) => {
    const memory = new WebAssembly.Memory({ initial: 2 });
    const kernels = instantiateKernels(memory);
    const out = kernels.heapBase() + 64;
    kernels.blockWords(out, ...counter, ...key);
    expect(hexadecimal(new Uint32Array(memory.buffer, out, 4))).toBe(expected);
  });
});

describe("streams", () => {
  test("an engine's uniforms are words of the documented blocks", () => {
    const engine = createWasmEngine();
    const u = engine.tensor(1, 3, 21);
    const key = streamKey(7, "units");
    const step = 2 ** 33 + 5;
    engine.uniforms(u, [key], step);
    const words = new Uint32Array(4);
    for (let b = 0; b < 3; b++) {
      for (let n = 0; n < 21; n++) {
        philox(words, [Math.floor(n / 4), b, 5, 2], key);
        expect(u.data[b * 21 + n]).toBe((words[n % 4] >>> 8) * 2 ** -24);
      }
    }
  });

  test("position is the whole state", () => {
    const stream = new CounterStream(3, "environment");
    const first = Array.from({ length: 10 }, () => stream.uniform());
    stream.position = 6;
    expect(Array.from({ length: 4 }, () => stream.uniform())).toEqual(first.slice(6));
    expect(stream.position).toBe(10);
  });

  test("seeds and purposes have streams of their own", () => {
    const keys = [1, 2, 2 ** 32 + 1].flatMap((seed) => [
      streamKey(seed, "units"),
      streamKey(seed, "bootstrap"),
    ]);
    expect(new Set(keys.map(String)).size).toBe(keys.length);
  });
});
