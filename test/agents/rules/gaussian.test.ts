import { describe, expect, it } from "vitest";
import { EntropyBonus } from "../../../agents/feedback/entropy-bonus.js";
import type { NetworkSpec, OutputScale, UnitKind } from "../../../agents/networks/spec.js";
import { normalNodes, type Payoff, QuadratureCase } from "./quadrature.js";

/** Smooth, with no symmetry that could hide a wrong sign. */
const payoff: Payoff = (output) =>
  output.reduce((sum, a, j) => sum + Math.sin(0.7 * a + j) + 0.3 * a * a * (j + 1), 0.5);

const spec = (kind: UnitKind, scale: OutputScale["kind"], more: Partial<NetworkSpec> = {}): NetworkSpec => ({
  inputs: 2,
  hidden: [{ units: 2, kind }],
  heads: [{ kind: "gaussian", size: 1 }],
  scale: { kind: scale, initial: 0.6 },
  ...more,
});
const mixed: NetworkSpec["heads"] = [
  { kind: "softmax", size: 3 },
  { kind: "gaussian", size: 1 },
  { kind: "bernoulli", size: 1 },
];

const CASES: readonly (readonly [name: string, rule: string, network: NetworkSpec])[] = [
  ...(["fixed", "learned", "predicted"] as const).flatMap((scale) =>
    [
      ["reinforce", "bernoulli"],
      ["backprop", "tanh"],
      ["unbiased-weight-max", "bernoulli"],
    ].map(([rule, kind]) => [`${scale} scale`, rule, spec(kind as UnitKind, scale)] as const),
  ),
  ["Gaussian hidden units", "reinforce", spec("gaussian", "learned")],
  [
    "Gaussian hidden units of another mean and scale",
    "reinforce",
    spec("gaussian", "fixed", { gaussian: { mean: "softplus", scale: 0.4 } }),
  ],
  ["heads of three kinds", "reinforce", spec("bernoulli", "learned", { heads: mixed })],
  ["heads of three kinds", "unbiased-weight-max", spec("bernoulli", "learned", { heads: mixed })],
  ["heads of three kinds", "unbiased-weight-max", spec("bernoulli", "predicted", { heads: mixed })],
  [
    "two hidden layers and temperatures",
    "unbiased-weight-max",
    spec("bernoulli", "predicted", {
      hidden: [
        { units: 2, kind: "bernoulli" },
        { units: 2, kind: "bernoulli" },
      ],
      temperatures: [1, 2, 0.5],
    }),
  ],
  ["two dimensions", "backprop", spec("tanh", "learned", { heads: [{ kind: "gaussian", size: 2 }] })],
  ["an embedding", "reinforce", spec("bernoulli", "learned", { embedding: 2 })],
  ["an embedding", "unbiased-weight-max", spec("bernoulli", "learned", { embedding: 2 })],
  ["an embedding", "backprop", spec("tanh", "predicted", { embedding: 2 })],
];

function relativeError(actual: readonly Float64Array[], expected: readonly Float64Array[]): number {
  const square = (values: readonly Float64Array[]): number =>
    values.reduce((sum, layer) => sum + layer.reduce((part, value) => part + value * value, 0), 0);
  const difference = actual.map((layer, l) => layer.map((value, k) => value - expected[l][k]));
  return Math.sqrt(square(difference) / square(expected));
}

describe("expected update under Gaussian units is the gradient of the expected reward", () => {
  it.each(CASES)("%s, %s", (_, rule, network) => {
    // Likelihood ratios have poles near the real line.
    const step = rule === "unbiased-weight-max" ? 0.04 : 0.6;
    const quadrature = new QuadratureCase(network, [0.8, -0.5], step);
    const update = quadrature.expectedUpdate(rule, (_network, outputs) =>
      outputs.map((output) => payoff(output, { p: [], deviation: [] })),
    );
    expect(relativeError(update, quadrature.gradient(payoff))).toBeLessThan(1e-7);
  });
});

describe("the entropy bonus follows the gradient of the output's expected entropy", () => {
  /** Σ over heads of the entropy of what is drawn, in nats. */
  const entropyOf =
    (heads: NetworkSpec["heads"]): Payoff =>
    (_output, { p, deviation }) => {
      let start = 0;
      return heads.reduce((sum, { kind, size }) => {
        const own = p.slice(start, start + (kind === "softmax" ? size - 1 : size));
        const deviations = deviation.slice(start, start + size);
        start += own.length;
        const plain = (chances: readonly number[]): number =>
          chances.reduce((total, chance) => total - chance * Math.log(chance), 0);
        if (kind === "softmax") return sum + plain([...own, 1 - own.reduce((a, b) => a + b, 0)]);
        if (kind === "bernoulli")
          return own.reduce((total, chance) => total + plain([chance, 1 - chance]), sum);
        return deviations.reduce(
          (total, d) => total + Math.log(d) + 0.5 * Math.log(2 * Math.PI * Math.E),
          sum,
        );
      }, 0);
    };

  // A rule that looks at the layer above alone is exact in the output layer: the bonus depends on the
  // hidden values directly.
  it.each([
    ["reinforce", spec("bernoulli", "learned", { heads: mixed }), [0, 1, 2]],
    ["reinforce", spec("gaussian", "learned"), [0, 1, 2]],
    ["backprop", spec("tanh", "learned", { heads: mixed }), [0, 1, 2]],
    ["unbiased-weight-max", spec("bernoulli", "learned", { heads: mixed }), [1, 2]],
  ] as const)("%s", (rule, network, exact) => {
    const coefficient = 0.3;
    const quadrature = new QuadratureCase(network, [0.8, -0.5], 0.6);
    const update = quadrature.expectedUpdate(rule, ({ output, batch }) => {
      const bonus = new EntropyBonus([coefficient], batch);
      bonus.acted(output);
      return [...bonus.values];
    });
    const gradient = quadrature
      .gradient(entropyOf(network.heads))
      .map((layer) => layer.map((value) => coefficient * value));
    const only = (layers: readonly Float64Array[]): Float64Array[] => exact.map((l) => layers[l]);
    expect(relativeError(only(update), only(gradient))).toBeLessThan(1e-7);
  });
});

describe("the quadrature", () => {
  it("gives the moments of the standard normal distribution", () => {
    const moment = (power: number): number =>
      normalNodes(0.6).reduce((sum, [x, w]) => sum + w * x ** power, 0);
    [1, 0, 1, 0, 3, 0, 15].forEach((value, power) => {
      expect(moment(power)).toBeCloseTo(value, 9);
    });
  });
});
