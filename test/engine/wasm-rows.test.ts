import { describe, expect, test } from "vitest";
import type { Engine, Tensor } from "../../src/engine/engine.js";
import { createReferenceEngine } from "../../src/engine/reference/reference-engine.js";
import { createWasmEngine } from "../../src/engine/wasm/wasm-engine.js";
import { CounterStream, streamKey } from "../../src/random/streams.js";

/** Of more samples and weights than the conformance suite has: blocks of every kind, whole and cut short. */
const SHAPES = [
  { batch: 130, inputs: 64, units: 32 },
  { batch: 64, inputs: 6, units: 12 },
  { batch: 67, inputs: 9, units: 13 },
  { batch: 19, inputs: 121, units: 61 },
  { batch: 16, inputs: 1024, units: 8 },
  { batch: 18, inputs: 1025, units: 9 },
  { batch: 33, inputs: 4, units: 1 },
  { batch: 5, inputs: 3, units: 300 },
];

function drawn(engine: Engine, batch: number, columns: number, stream: CounterStream): Tensor {
  const tensor = engine.tensor(1, batch, columns);
  for (let k = 0; k < tensor.data.length; k++) tensor.data[k] = 2 * stream.uniform() - 1;
  return tensor;
}

/** A tensor of one row, which is that of another. */
function row(engine: Engine, tensor: Tensor, b: number): Tensor {
  const { columns } = tensor;
  const own = engine.tensor(1, 1, columns);
  own.data.set(tensor.data.slice(b * columns, (b + 1) * columns));
  return own;
}

/** What `operation` gives for all samples together, and for each alone. */
function expectRowsAlike(
  { batch, inputs, units }: (typeof SHAPES)[number],
  operation: (engine: Engine, out: Tensor, a: Tensor, weights: Tensor, temperature: Tensor) => void,
  direction: "up" | "down",
): void {
  const engine = createWasmEngine();
  const stream = new CounterStream(1, "environment");
  const weights = drawn(engine, inputs + 1, units, stream);
  const [from, to] = direction === "up" ? [inputs, units] : [units, inputs];
  const a = drawn(engine, batch, from, stream);
  const temperature = engine.tensor(1, 1, 1);
  temperature.data[0] = 3;
  const out = engine.tensor(1, batch, to);
  operation(engine, out, a, weights, temperature);
  for (let b = 0; b < batch; b++) {
    const own = engine.tensor(1, 1, to);
    operation(engine, own, row(engine, a, b), weights, temperature);
    expect(row(engine, out, b).data).toEqual(own.data);
  }
}

function rewarded({ batch, inputs, units }: (typeof SHAPES)[number]) {
  const engine = createWasmEngine();
  const stream = new CounterStream(3, "environment");
  const temperature = engine.tensor(1, 1, 1);
  temperature.data[0] = 2;
  const weights = drawn(engine, inputs + 1, units, stream);
  const [h, e] = [drawn(engine, batch, inputs, stream), drawn(engine, batch, units, stream)];
  return { engine, weights, e, h, temperature };
}

describe("many samples in the wasm engine", () => {
  describe.each(SHAPES)("$batch × $inputs × $units", (shape) => {
    const { batch, inputs, units } = shape;

    test("affine maps give a sample what it gets alone, bit for bit", () => {
      expectRowsAlike(shape, (engine, out, a, weights, t) => engine.affine(out, a, weights, t), "up");
    });

    test("credit that goes down gives a sample what it gets alone, bit for bit", () => {
      expectRowsAlike(shape, (engine, out, a, weights, t) => engine.project(out, weights, a, t), "down");
    });

    test("Weight Maximization's rewards are those that a sample gets alone times its activity, bit for bit", () => {
      const { engine, weights, e, h, temperature } = rewarded(shape);
      const [together, projected] = [engine.tensor(1, batch, inputs), engine.tensor(1, batch, inputs)];
      engine.weightMaxReward(together, h, weights, e, temperature);
      // T = 2 turns the factor 2/T into the 1/T of T = 1, so nothing is rounded anew.
      const one = engine.tensor(1, 1, 1);
      one.data[0] = 1;
      for (let b = 0; b < batch; b++) {
        const own = engine.tensor(1, 1, inputs);
        engine.project(own, weights, row(engine, e, b), one);
        projected.data.set(own.data, b * inputs);
      }
      const expected = projected.data.map((value, k) => Math.fround(value * h.data[k]));
      expect(together.data).toEqual(expected);
    });

    test("gradients are summed in float32 in the order of the samples", () => {
      const engine = createWasmEngine();
      const stream = new CounterStream(2, "environment");
      const [h, e] = [drawn(engine, batch, inputs, stream), drawn(engine, batch, units, stream)];
      const gain = drawn(engine, batch, 1, stream);
      const temperature = engine.tensor(1, 1, 1);
      temperature.data[0] = 0.75;
      const gradient = engine.tensor(1, inputs + 1, units);
      gradient.data.fill(Number.NaN);
      engine.outer(gradient, h, e, gain, temperature);
      const f = Math.fround;
      const expected = Float32Array.from({ length: (inputs + 1) * units }, (_, n) => {
        const [i, j] = [Math.floor(n / units), n % units];
        let sum = 0;
        for (let b = 0; b < batch; b++) {
          const on = i < inputs ? h.data[b * inputs + i] : 1;
          // One unit's eligibility is scaled, several units' are what scaled inputs meet.
          const term =
            units === 1
              ? f(f(e.data[b] * gain.data[b]) * on)
              : f(f(on * gain.data[b]) * e.data[b * units + j]);
          sum = f(sum + term);
        }
        return f(sum * f(1 / 0.75));
      });
      expect(gradient.data).toEqual(expected);
    });

    test("uniforms are the reference's", () => {
      const keys = [streamKey(3, "units")];
      const [fast, plain] = [createWasmEngine(), createReferenceEngine()].map((engine) => {
        const u = engine.tensor(1, batch, units);
        engine.uniforms(u, keys, 2 ** 33 + 5);
        return Array.from(u.data);
      });
      expect(fast).toEqual(plain);
    });
  });

  test("activations and probabilities of a row do not depend on what is beside it", () => {
    const engine = createWasmEngine();
    const stream = new CounterStream(4, "environment");
    const [batch, units] = [37, 33];
    const z = drawn(engine, batch, units, stream);
    const head = { kind: "bernoulli", start: 0, count: units, fixedLast: false } as const;
    const inner = { ...head, start: 2, count: units - 5 };
    const columns = (tensor: Tensor): number[] => Array.from(tensor.data);
    for (const run of [
      (at: Tensor, p: Tensor) => engine.logistic(p, at, head),
      (at: Tensor, p: Tensor) => engine.logistic(p, at, inner),
      (at: Tensor, p: Tensor) => engine.softmax(p, at, { ...head, kind: "softmax" }),
      (at: Tensor, p: Tensor) => engine.activate(p, engine.tensor(1, p.rows, units), at, "tanh"),
      (at: Tensor, p: Tensor) => engine.activate(engine.tensor(1, p.rows, units), p, at, "softplus"),
    ]) {
      const all = engine.tensor(1, batch, units);
      run(z, all);
      for (let b = 0; b < batch; b++) {
        const own = engine.tensor(1, 1, units);
        run(row(engine, z, b), own);
        expect(columns(row(engine, all, b))).toEqual(columns(own));
      }
    }
  });
});
