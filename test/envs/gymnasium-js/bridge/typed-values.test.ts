import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { typedAction } from "../../../../envs/gymnasium-js/src/bridge/action-writer.js";
import { readFloat16 } from "../../../../envs/gymnasium-js/src/bridge/numbers.js";
import { fromTyped } from "../../../../envs/gymnasium-js/src/bridge/space-values.js";
import { TypedValueReader } from "../../../../envs/gymnasium-js/src/bridge/typed-values.js";
import { anySpace } from "../spaces/arbitrary.js";

describe("values of any space", () => {
  it("come back from their typed form, at any alignment", () => {
    fc.assert(
      fc.property(anySpace, fc.nat(), fc.nat(7), (space, seed, shift) => {
        space.seed(seed);
        const value = space.sample();
        const written = typedAction(space, value);
        const message = new Uint8Array(shift + 16 + written.length).subarray(shift);
        message.set(written, 16);
        const read = new TypedValueReader().read(message, 16);
        expect(fromTyped(space, read, "observation")).toEqual(value);
      }),
    );
  });
});

/** A message of a tree and data. */
function message(id: number, tree: unknown, ...data: readonly ArrayBufferView[]): Uint8Array {
  const text = tree === undefined ? new Uint8Array(0) : new TextEncoder().encode(JSON.stringify(tree));
  const blocks = [text, ...data.map((one) => new Uint8Array(one.buffer))];
  const bytes: number[] = [...new Uint8Array(Uint32Array.of(id, text.length).buffer)];
  for (const block of blocks) {
    bytes.push(...block);
    while (bytes.length % 8 !== 0) bytes.push(0);
  }
  return Uint8Array.from(bytes);
}

describe("typed values", () => {
  it("keep their trees by id", () => {
    const reader = new TypedValueReader();
    const tree = ["d", ["x", "y"], [["f"], ["a", "int16", [3]]]];
    const first = message(0, tree, Float64Array.of(1.5), Int16Array.of(1, 2, 3));
    expect(reader.read(first, 0)).toEqual({ x: 1.5, y: Int16Array.of(1, 2, 3) });
    const second = message(0, undefined, Float64Array.of(-2), Int16Array.of(4, 5, 6));
    expect(reader.read(second, 0)).toEqual({ x: -2, y: Int16Array.of(4, 5, 6) });
    expect(() => reader.read(message(1, undefined), 0)).toThrow("tree 1 was never sent");
    reader.read(message(2 ** 32 - 1, ["f"], Float64Array.of(1)), 0);
    expect(() => reader.read(message(2 ** 32 - 1, undefined), 0)).toThrow("was never sent");
  });

  it("are memory of their own", () => {
    const bytes = message(0, ["a", "uint8", [2]], Uint8Array.of(1, 2));
    const value = new TypedValueReader().read(bytes, 0);
    bytes.fill(0);
    expect(value).toEqual(Uint8Array.of(1, 2));
  });

  it.each([
    [["x"], '"x" is no kind of node'],
    [7, "7 is no node of a tree"],
    [["l", 3], "3 is no list of nodes"],
    [["d", ["a"], []], "a dict has not one key a value"],
    [["a", "complex128", [1]], "arrays of dtype complex128 are not known"],
    [["a", "constructor", [1]], "arrays of dtype constructor are not known"],
    [["a", "float64", [-1]], "[-1] is no shape"],
    [["a", "float64", [1000]], "an array of 8000 bytes ends after its message"],
    [["f"], "Offset is outside the bounds of the DataView"],
  ])("that are none are refused: %j", (tree, problem) => {
    expect(() => new TypedValueReader().read(message(0, tree), 0)).toThrow(problem);
  });
});

describe("half-precision numbers", () => {
  it.each([
    [0x0000, 0],
    [0x8000, -0],
    [0x0001, 2 ** -24],
    [0x03ff, 1023 * 2 ** -24],
    [0x0400, 2 ** -14],
    [0x3c00, 1],
    [0xc000, -2],
    [0x3555, 0.333251953125],
    [0x7bff, 65504],
    [0x7c00, Infinity],
    [0xfc00, -Infinity],
    [0x7e00, Number.NaN],
  ])("%i is %f", (bits, value) => {
    expect(readFloat16(bits)).toBe(value);
  });
});
