import { describe, expect, it } from "vitest";
import { decodeSafetensors, encodeSafetensors } from "../../../src/experiment/store/safetensors.js";

const CONTENT = {
  tensors: {
    bytes: { shape: [3], data: Uint8Array.of(1, 2, 3) },
    weights: { shape: [2, 1], data: Float32Array.of(0.5, -1) },
    exact: { shape: [], data: Float64Array.of(0.1) },
    counts: { shape: [1], data: Uint32Array.of(4e9) },
    signed: { shape: [1], data: Int32Array.of(-5) },
  },
  metadata: { format: "ünïcode", n: "1" },
};

describe("safetensors", () => {
  it("gives back what was written, from any offset of a buffer", () => {
    const bytes = encodeSafetensors(CONTENT);
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    for (const given of [bytes, shifted.subarray(3), Buffer.from(bytes)]) {
      const { tensors, metadata } = decodeSafetensors(given);
      expect(metadata).toEqual(CONTENT.metadata);
      expect(tensors).toEqual(CONTENT.tensors);
    }
  });

  it("has the layout of the format: length, header, data without gaps", () => {
    const bytes = encodeSafetensors(CONTENT);
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(length % 8).toBe(0);
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
    expect(header.exact).toEqual({ dtype: "F64", shape: [], data_offsets: [0, 8] });
    expect(header.weights).toEqual({ dtype: "F32", shape: [2, 1], data_offsets: [8, 16] });
    expect(header.bytes).toEqual({ dtype: "U8", shape: [3], data_offsets: [24, 27] });
    expect(bytes.length).toBe(8 + length + 27);
  });

  it("refuses what is cut off", () => {
    const bytes = encodeSafetensors(CONTENT);
    expect(() => decodeSafetensors(bytes.subarray(0, 5))).toThrow("ends within its header");
    expect(() => decodeSafetensors(bytes.subarray(0, bytes.length - 1))).toThrow(
      '"bytes" ends beyond the file',
    );
  });
});
