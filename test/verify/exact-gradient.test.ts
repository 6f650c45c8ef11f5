import { describe, expect, it } from "vitest";
import type { EnumerationCase } from "../../src/verify/enumeration-case.js";
import { exactGradient } from "../../src/verify/exact-gradient.js";
import { enumerationSuite } from "../../src/verify/suite.js";

const cases = [
  ...enumerationSuite(() => true),
  ...enumerationSuite(({ hidden }) => hidden.every(({ kind }) => kind !== "bernoulli")),
];

describe("exactGradient", () => {
  it.each(cases)("is what finite differences of the expected reward find: $id", (testCase) => {
    const { gradient } = exactGradient(testCase);
    gradient.forEach((layer, l) => {
      // The bias of the first unit and two weights stand for the layer.
      const units = layer.length / (sizeBelow(testCase, l) + 1);
      for (const k of [0, layer.length - units - 1, layer.length - units]) {
        expect(Math.abs(layer[k] - difference(testCase, l, k))).toBeLessThan(1e-8);
      }
    });
  });

  it("knows a case that can be done by hand", () => {
    const sigma = 1 / (1 + Math.exp(-0.5));
    const { expectedReward, gradient } = exactGradient({
      id: "one unit",
      spec: { inputs: 1, hidden: [], heads: [{ kind: "bernoulli", size: 1 }], temperatures: [2] },
      weights: [Float64Array.of(0.4, 0.2)],
      inputs: [[2]],
      inputProbabilities: [1],
      rewards: [[1, 5]],
    });
    expect(expectedReward).toBeCloseTo(1 + 4 * sigma, 12);
    expect(gradient[0][0]).toBeCloseTo((4 * sigma * (1 - sigma) * 2) / 2, 12);
    expect(gradient[0][1]).toBeCloseTo((4 * sigma * (1 - sigma)) / 2, 12);
  });

  it("is zero when every outcome is rewarded alike", () => {
    for (const testCase of cases.slice(0, 21)) {
      const rewards = testCase.rewards.map((row) => row.map(() => 3));
      const { expectedReward, gradient } = exactGradient({ ...testCase, rewards });
      expect(expectedReward).toBeCloseTo(3, 12);
      for (const layer of gradient) for (const slope of layer) expect(Math.abs(slope)).toBeLessThan(1e-12);
    }
  });
});

function sizeBelow({ spec }: EnumerationCase, l: number): number {
  return l === 0 ? spec.inputs : spec.hidden[l - 1].units;
}

function difference(testCase: EnumerationCase, l: number, k: number): number {
  const step = 1e-5;
  const [above, below] = [step, -step].map((change) => {
    const weights = testCase.weights.map((layer) => layer.slice());
    weights[l][k] += change;
    return exactGradient({ ...testCase, weights }).expectedReward;
  });
  return (above - below) / (2 * step);
}
