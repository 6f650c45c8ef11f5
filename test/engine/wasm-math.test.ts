import { describe, expect, test } from "vitest";
import { instantiateKernels } from "../../src/engine/wasm/kernels.js";
import { createWasmEngine } from "../../src/engine/wasm/wasm-engine.js";

const COUNT = 20_000;

/** Evenly spaced float32 values. */
function range(from: number, to: number): Float32Array {
  return Float32Array.from({ length: COUNT }, (_, k) => from + ((to - from) * k) / (COUNT - 1));
}

/** Float32 values of both signs, evenly spaced in their logarithm. */
function magnitudes(least: number, greatest: number): Float32Array {
  return Float32Array.from({ length: COUNT }, (_, k) => {
    return (k % 2 === 0 ? 1 : -1) * least * (greatest / least) ** (k / COUNT);
  });
}

function evaluate(which: 0 | 1 | 2, x: Float32Array): Float32Array {
  const memory = new WebAssembly.Memory({ initial: 8 });
  const kernels = instantiateKernels(memory);
  const input = Math.ceil(kernels.heapBase() / 64) * 64;
  const output = input + x.byteLength;
  new Float32Array(memory.buffer, input, x.length).set(x);
  kernels.evaluate(output, input, x.length, which);
  return new Float32Array(memory.buffer, output, x.length);
}

/** Largest relative error. */
function relativeError(x: Float32Array, actual: ArrayLike<number>, exact: (x: number) => number): number {
  let worst = 0;
  x.forEach((value, k) => {
    const expected = exact(value);
    const error = expected === 0 ? Math.abs(actual[k]) : Math.abs(actual[k] / expected - 1);
    if (!(error <= worst)) worst = error;
  });
  return worst;
}

function activate(x: Float32Array, activation: "tanh" | "softplus"): [h: Float32Array, slope: Float32Array] {
  const engine = createWasmEngine();
  const [h, slope, z] = [0, 1, 2].map(() => engine.tensor(1, 1, x.length));
  z.data.set(x);
  engine.activate(h, slope, z, activation);
  return [Float32Array.from(h.data), Float32Array.from(slope.data)];
}

function logistic(x: Float32Array): Float32Array {
  const engine = createWasmEngine();
  const [p, z] = [engine.tensor(1, 1, x.length), engine.tensor(1, 1, x.length)];
  z.data.set(x);
  engine.logistic(p, z, { kind: "bernoulli", start: 0, count: x.length, fixedLast: false });
  return Float32Array.from(p.data);
}

const softplus = (z: number): number => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

describe("elementary functions of the wasm engine, relative error against float64", () => {
  test("exp", () => {
    const x = range(-87, 87);
    expect(relativeError(x, evaluate(0, x), Math.exp)).toBeLessThan(2e-7);
  });

  test("exp saturates, finite and normal", () => {
    const [low, high] = evaluate(0, Float32Array.of(-1e30, 1e30, 0, 0));
    expect(low).toBeGreaterThan(1.2e-38);
    expect(high).toBeLessThan(3e38);
  });

  test.each([range(-87, 87), range(-1, 1), magnitudes(1e-30, 1)])("expm1", (x) => {
    expect(relativeError(x, evaluate(1, x), Math.expm1)).toBeLessThan(3e-7);
  });

  test.each([range(0, 10), magnitudes(1e-30, 1e30).map(Math.abs)])("log1p", (x) => {
    expect(relativeError(x, evaluate(2, x), Math.log1p)).toBeLessThan(3e-7);
  });

  test("sigmoid", () => {
    const x = range(-87, 87);
    expect(relativeError(x, logistic(x), sigmoid)).toBeLessThan(3e-7);
  });

  test.each([range(-87, 87), range(-3, 3)])("softplus and its slope", (x) => {
    const [h, slope] = activate(x, "softplus");
    expect(relativeError(x, h, softplus)).toBeLessThan(3e-7);
    expect(relativeError(x, slope, sigmoid)).toBeLessThan(3e-7);
  });

  test.each([range(-20, 20), range(-1, 1), magnitudes(1e-30, 1)])("tanh and its slope", (x) => {
    const [h, slope] = activate(x, "tanh");
    expect(relativeError(x, h, Math.tanh)).toBeLessThan(4e-7);
    expect(relativeError(x, slope, (z) => Math.cosh(z) ** -2)).toBeLessThan(6e-7);
  });
});

describe("values that decay", () => {
  test("never become denormal", () => {
    const engine = createWasmEngine();
    const scalar = (value: number) => {
      const tensor = engine.tensor(1, 1, 1);
      tensor.data[0] = value;
      return tensor;
    };
    const state = [0, 1, 2, 3].map(() => engine.tensor(1, 9, 8));
    const [w, m, v, trace] = state;
    for (const tensor of state) tensor.data.fill(0.5);
    const [h, e, half] = [engine.tensor(1, 1, 8), engine.tensor(1, 1, 8), scalar(0.5)];
    const step = { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, correction1: 1, correction2: 1 };
    for (let n = 0; n < 10_000; n++) {
      engine.adamTrace(w, m, v, trace, h, e, half, half, scalar(1), half, scalar(1), step);
    }
    for (const { data } of state) {
      expect(data.every((value) => value === 0 || Math.abs(value) > 1.2e-38)).toBe(true);
    }
  });
});
