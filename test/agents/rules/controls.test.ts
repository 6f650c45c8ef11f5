import { describe, expect, it, test } from "vitest";
import { Network, unitKeys } from "../../../agents/networks/network.js";
import type { NetworkSpec } from "../../../agents/networks/spec.js";
import { backprop } from "../../../agents/rules/backprop.js";
import { directFeedbackAlignment } from "../../../agents/rules/direct-feedback-alignment.js";
import { outputOnly } from "../../../agents/rules/output-only.js";
import { createReferenceEngine } from "../../../src/engine/reference/reference-engine.js";
import { measureBias } from "../../../src/verify/unbiasedness.js";

/** Two Bernoulli outputs: their scores are independent numbers. */
const SPEC: NetworkSpec = {
  inputs: 3,
  hidden: [
    { units: 5, kind: "tanh" },
    { units: 40, kind: "softplus" },
  ],
  heads: [{ kind: "bernoulli", size: 2 }],
};
const SAMPLES = 7;

function active(replicas = 1): Network {
  const network = new Network(createReferenceEngine(), SPEC, replicas, SAMPLES);
  network.initialise(new Array<number>(replicas).fill(3), "initialisation");
  network.input.data.set(Array.from(network.input.data, (_, k) => Math.sin(1 + (k % (3 * SAMPLES)))));
  network.forward(unitKeys(new Array<number>(replicas).fill(5)), 0);
  return network;
}

/** B_l of the first hidden layers [2 × units] of each replica, found from two samples, and what it misses on others. */
function matrices(network: Network, seeds: readonly number[]) {
  const bound = directFeedbackAlignment.bind(network, { seeds, topDown: null });
  for (let l = network.layers.length - 1; l >= 0; l--) bound.credit(l);
  const score = network.output.eligibility.data;
  return seeds.map((_, r) =>
    network.layers.slice(0, -1).map(({ units, eligibility, slope }) => {
      const at = (b: number, j: number): number => {
        const k = (r * SAMPLES + b) * units + j;
        return eligibility.data[k]! / slope.data[k]!;
      };
      const s = (b: number, k: number): number => score[(r * SAMPLES + b) * 2 + k]!;
      const determinant = s(0, 0) * s(1, 1) - s(0, 1) * s(1, 0);
      expect(Math.abs(determinant)).toBeGreaterThan(0.01);
      const matrix = Array.from({ length: units }, (_unit, j) => [
        (at(0, j) * s(1, 1) - at(1, j) * s(0, 1)) / determinant,
        (at(1, j) * s(0, 0) - at(0, j) * s(1, 0)) / determinant,
      ]);
      matrix.forEach(([x, y], j) => {
        for (let b = 2; b < SAMPLES; b++) expect(at(b, j)).toBeCloseTo(x! * s(b, 0) + y! * s(b, 1), 12);
      });
      return matrix.flat();
    }),
  );
}

describe("direct-feedback-alignment", () => {
  it("sends the output's score to each layer through one fixed matrix, uniform within ±1/√units", () => {
    const [[bottom, top]] = matrices(active(), [4]) as [[number[], number[]]];
    for (const [matrix, units] of [
      [bottom, 5],
      [top, 40],
    ] as const) {
      expect(matrix).toHaveLength(2 * units);
      const limit = 1 / Math.sqrt(units);
      expect(Math.max(...matrix.map(Math.abs))).toBeLessThanOrEqual(limit);
      expect(Math.max(...matrix.map(Math.abs))).toBeGreaterThan(0.7 * limit);
    }
    // The variance of 80 uniform numbers is limit²/3, give or take 0.1 of it.
    const square = top.reduce((sum, value) => sum + value ** 2, 0) / 80;
    expect(Math.abs(square * 40 * 3 - 1)).toBeLessThan(0.4);
  });

  it("has matrices of its own for each seed, whatever it is packed with", () => {
    const [first, second, third] = matrices(active(3), [4, 9, 4]);
    const [alone] = matrices(active(), [9]);
    second!.flat().forEach((value, k) => {
      expect(value).toBeCloseTo(alone!.flat()[k]!, 12);
    });
    expect(first!.flat()[0]).toBeCloseTo(third!.flat()[0]!, 12);
    expect(first!.flat()[0]).not.toBeCloseTo(second!.flat()[0]!, 3);
  });

  it("needs seeds", () => {
    expect(() => directFeedbackAlignment.bind(active())).toThrow("needs the second argument of bind()");
  });
});

test("output-only is backpropagation's update of the output layer, and 0 below", () => {
  const network = active();
  const [own, exact] = [outputOnly, backprop].map((rule) => {
    const bound = rule.bind(network);
    for (let l = 2; l >= 0; l--) bound.credit(l);
    return network.layers.map(({ eligibility }) => Array.from(eligibility.data));
  });
  expect(own![2]).toEqual(exact![2]);
  expect(
    own!
      .slice(0, 2)
      .flat()
      .every((e) => e === 0),
  ).toBe(true);
  expect(
    exact!
      .slice(0, 2)
      .flat()
      .every((e) => e === 0),
  ).toBe(false);
});

test.each([outputOnly, directFeedbackAlignment])(
  "$id follows the gradient in the output layer alone",
  (rule) => {
    for (const { layers } of measureBias(rule)) {
      expect(layers.at(-1)!.relativeError).toBeLessThan(1e-9);
      for (const { relativeError } of layers.slice(0, -1)) expect(relativeError).toBeGreaterThan(0.1);
    }
  },
);
