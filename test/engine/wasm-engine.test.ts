import { describe, expect, test } from "vitest";
import { createReferenceEngine } from "../../src/engine/reference/reference-engine.js";
import { createWasmEngine, EngineMemoryError } from "../../src/engine/wasm/wasm-engine.js";
import { engineConformance } from "../conformance/engine.js";

describe("wasm engine", () => {
  for (const { name, run } of engineConformance(createWasmEngine, createReferenceEngine)) test(name, run);

  test("credit is finite whatever the ratio and however sure the unit", () => {
    const engine = createWasmEngine();
    const ratios = [-1e30, -1000, 0, 1000, 1e30];
    const probabilities = [0, 1e-38, 0.5, 1];
    const [s, e, lambda, p] = [0, 1, 2, 3].map(() => engine.tensor(1, ratios.length, probabilities.length));
    lambda.data.set(ratios.flatMap((ratio) => probabilities.map(() => ratio)));
    p.data.set(ratios.flatMap(() => probabilities));
    engine.posteriorSignal(s, e, lambda, p);
    expect([...s.data, ...e.data].every(Number.isFinite)).toBe(true);
  });

  test("refuses to record within a recording, and records afterwards", () => {
    const engine = createWasmEngine();
    const tensor = engine.tensor(1, 1, 1);
    tensor.data[0] = 2;
    const square = () => engine.multiply(tensor, tensor, tensor);
    expect(() => engine.record(() => void engine.record(square))).toThrow(
      /`record` was called by operations/,
    );
    engine.record(square)();
    expect(tensor.data[0]).toBe(4);
  });

  test("passes on what operations throw while they are recorded", () => {
    const engine = createWasmEngine();
    const fail = () => {
      throw new RangeError("mine");
    };
    expect(() => engine.record(fail)).toThrow("mine");
    expect(engine.tensor(1, 1, 1).data[0]).toBe(0);
  });

  test("says in a sentence when its memory cannot grow", () => {
    const engine = createWasmEngine();
    expect(() => engine.tensor(1, 2 ** 20, 2 ** 12)).toThrow(EngineMemoryError);
    const small = engine.tensor(1, 1, 1);
    small.data[0] = 3;
    expect(small.data[0]).toBe(3);
  });
});
