import { describe, expect, it } from "vitest";
import { creditRules } from "../../agents/rules/index.js";
import type { Engine, Tensor } from "../../src/engine/engine.js";
import { createReferenceEngine } from "../../src/engine/reference/reference-engine.js";
import { createWasmEngine } from "../../src/engine/wasm/wasm-engine.js";
import { compareEngines, ENGINE_TOLERANCE } from "../../src/verify/index.js";

/** The reference's arithmetic on float32 storage. */
function float32Engine(changes: Partial<Engine> = {}): Engine {
  const tensor = (replicas: number, rows: number, columns: number): Tensor => ({
    replicas,
    rows,
    columns,
    data: new Float32Array(replicas * rows * columns),
  });
  return { ...createReferenceEngine(), id: "float32", precision: "float32", tensor, ...changes };
}

const errors = (engine: Engine): Record<string, number> =>
  Object.fromEntries(compareEngines(engine, creditRules).map((row) => [row.rule, row.maxRelativeError]));

describe("compareEngines", () => {
  it("finds the reference equal to itself", () => {
    for (const error of Object.values(errors(createReferenceEngine()))) expect(error).toBe(0);
  });

  it("finds float32 storage within the tolerance, and sees that it is not float64", () => {
    const found = errors(float32Engine());
    expect(Object.keys(found)).toEqual(creditRules.map(({ id }) => id));
    for (const error of Object.values(found)) {
      expect(error).toBeLessThan(ENGINE_TOLERANCE);
      expect(error).toBeGreaterThan(0);
    }
  });

  it("finds the wasm engine within the tolerance", () => {
    for (const error of Object.values(errors(createWasmEngine()))) {
      expect(error).toBeLessThan(ENGINE_TOLERANCE);
      expect(error).toBeGreaterThan(0);
    }
  });

  it("finds one wrong operation, in the rules that use it", () => {
    const { posteriorSignal, outer } = createReferenceEngine();
    const wrongSignal = errors(
      float32Engine({
        posteriorSignal(s, e, lambda, p) {
          posteriorSignal(s, e, lambda, p);
          e.data[0] += 1e-3;
        },
      }),
    );
    const wrong = Object.keys(wrongSignal).filter((rule) => wrongSignal[rule] > ENGINE_TOLERANCE);
    expect(wrong).toEqual([
      "unbiased-weight-max",
      "unbiased-weight-max:posterior",
      "unbiased-weight-max:no-omega",
    ]);
    const wrongOuter = errors(
      float32Engine({
        outer(gradient, h, e, gain, temperature) {
          outer(gradient, h, e, gain, temperature);
          gradient.data[gradient.data.length - 1] = Number.NaN;
        },
      }),
    );
    for (const error of Object.values(wrongOuter)) expect(error <= ENGINE_TOLERANCE).toBe(false);
  });
});
