import { describe, expect, test } from "vitest";
import type { Tensor } from "../../src/engine/engine.js";
import { createReferenceEngine } from "../../src/engine/reference/reference-engine.js";
import { engineConformance } from "../conformance/engine.js";

const engine = createReferenceEngine();
const head = { kind: "softmax", start: 0, count: 2, fixedLast: true } as const;

/** A tensor of one replica with the given rows. */
function rows(...values: readonly (readonly number[])[]): Tensor {
  const tensor = engine.tensor(1, values.length, values[0].length);
  tensor.data.set(values.flat());
  return tensor;
}

function values(tensor: Tensor): number[] {
  return Array.from(tensor.data);
}

const one = rows([1]);
const two = rows([2]);

describe("reference engine against values worked out by hand", () => {
  test("affine divides by the temperature and adds the bias last", () => {
    const z = rows([0, 0]);
    engine.affine(z, rows([1, 2]), rows([1, 2], [3, 4], [5, 6]), two);
    expect(values(z)).toEqual([(1 + 6 + 5) / 2, (2 + 8 + 6) / 2]);
  });

  test("softmax with a fixed last class", () => {
    const p = rows([0, 0]);
    engine.softmax(p, rows([Math.log(2), Math.log(3)]), head);
    expect(p.data[0]).toBeCloseTo(2 / 6, 14);
    expect(p.data[1]).toBeCloseTo(3 / 6, 14);
  });

  test.each([
    [0.2, [1, 0]],
    [0.25, [0, 1]],
    [0.7, [0, 1]],
    [0.75, [0, 0]],
  ])("a uniform of %d falls on %j", (draw, expected) => {
    const h = rows([9, 9]);
    engine.sampleSoftmax(h, rows([0.25, 0.5]), rows([0.99, draw]), head, 1);
    expect(values(h)).toEqual(expected);
  });

  test("Bernoulli units fire where the uniform is below the probability", () => {
    const h = rows([0, 0, 0]);
    const bernoulli = { kind: "bernoulli", start: 0, count: 3, fixedLast: false } as const;
    engine.sampleBernoulli(h, rows([0.5, 0.5, 0]), rows([0.49, 0.5, 0]), bernoulli, 0);
    expect(values(h)).toEqual([1, 0, 0]);
  });

  test("Weight Maximization's rewards, with and without traces", () => {
    const r = rows([0, 0]);
    const weights = rows([1, 2], [3, 4], [0, 0]);
    engine.weightMaxReward(r, rows([1, 0]), weights, rows([0.5, -1]), two);
    expect(values(r)).toEqual([0.5 - 2, -0]);
    engine.weightMaxTraceReward(r, weights, rows([1, 1], [2, 0], [7, 7]), rows([1, -1]));
    expect(values(r)).toEqual([2 * (1 - 2), 2 * 6]);
  });

  test("the log ratio of a Bernoulli unit that fired", () => {
    const lambda = rows([0]);
    const unit = { kind: "bernoulli", start: 0, count: 1, fixedLast: false } as const;
    const [w, b] = [0.8, -0.3];
    engine.logRatio(lambda, rows([1]), rows([w + b]), rows([1]), rows([w], [b]), one, [unit]);
    const sigma = (z: number): number => 1 / (1 + Math.exp(-z));
    expect(lambda.data[0]).toBeCloseTo(Math.log(sigma(w + b) / sigma(b)), 14);
  });

  test("the posterior signal is the posterior's excess over p(1 − p)", () => {
    const [s, e] = [rows([0]), rows([0])];
    engine.posteriorSignal(s, e, rows([Math.log(3)]), rows([0.5]));
    expect(e.data[0]).toBeCloseTo(0.75 - 0.5, 14);
    expect(s.data[0]).toBeCloseTo(1, 14);
  });

  test("the recursive signal with one unit above is Δp s′", () => {
    const [s, e] = [rows([0]), rows([0])];
    const sigma = (z: number): number => 1 / (1 + Math.exp(-z));
    const difference = sigma(1.5) - sigma(0.5);
    const args = [rows([0]), rows([0.25]), rows([0.5]), rows([1]), rows([2]), rows([1], [0.5]), one] as const;
    engine.recursiveSignal(s, e, ...args, true);
    // A single unit leaves nothing out: its weight is ½ (1 + 1)/(p + 1 − p) = 1.
    expect(s.data[0]).toBeCloseTo(difference * 2, 14);
    expect(e.data[0]).toBeCloseTo(0.25 * 0.75 * difference * 2, 14);
  });

  test("traces decay, then add the outer product", () => {
    const trace = rows([1], [2], [3]);
    engine.accumulateOuter(trace, rows([1, 0]), rows([4]), rows([0.5]), null, two);
    expect(values(trace)).toEqual([0.5 + 2, 1, 1.5 + 2]);
  });

  test("the first step of Adam moves by its rate", () => {
    const weights = rows([1]);
    const step = { beta1: 0.9, beta2: 0.999, epsilon: 0, correction1: 1 / 0.1, correction2: 1 / (1 - 0.999) };
    engine.adam(weights, rows([0]), rows([0]), rows([-7]), rows([0.01]), one, step);
    expect(weights.data[0]).toBeCloseTo(0.99, 12);
  });
});

describe("reference engine against its own conformance suite", () => {
  // That it agrees with itself goes without saying.
  const checks = engineConformance(createReferenceEngine, createReferenceEngine);
  for (const { name, run } of checks.filter((check) => !check.name.includes("the reference")))
    test(name, run);
});
