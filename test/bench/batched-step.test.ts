import { expect, test } from "vitest";
import { BatchedStep, batchedData } from "../../src/bench/batched-step.js";
import { createReferenceEngine } from "../../src/engine/reference/reference-engine.js";
import { createWasmEngine } from "../../src/engine/wasm/wasm-engine.js";

const SHAPES = [
  { replicas: 1, rows: 1 },
  { replicas: 1, rows: 130 },
  { replicas: 3, rows: 9 },
];

function distance(a: readonly number[], b: readonly number[]): number {
  return Math.sqrt(a.reduce((sum, value, k) => sum + (value - b[k]) ** 2, 0));
}

test.each(SHAPES)("the benchmark's step is the same on all engines: $replicas×$rows", (shape) => {
  const data = batchedData(shape);
  const [reference, wasm] = [createReferenceEngine(), createWasmEngine()].map(
    (engine) => new BatchedStep(engine, shape, data),
  );
  const start = reference.weights();
  for (let k = 0; k < 3; k++) {
    reference.step();
    wasm.step();
  }
  const moved = distance(reference.weights(), start);
  expect(moved).toBeGreaterThan(0.1);
  expect(distance(wasm.weights(), reference.weights()) / moved).toBeLessThan(1e-4);
});
