import { expect, test } from "vitest";
import type { NetworkSpec, UnitKind } from "../../../agents/networks/spec.js";
import { createWasmEngine } from "../../../src/engine/wasm/wasm-engine.js";
import { dot } from "../../../src/verify/agreement.js";
import { type Payoff, QuadratureCase } from "../rules/quadrature.js";
import { actorWith, type Decision, decide, diagnose } from "./decisions.js";

/** Of the quadrature, fine enough for its error to be far below that of the rounds. */
const STEP = 0.6;
const INPUTS = [
  [0.8, -0.5],
  [-0.3, 0.9],
];
const FEEDBACK = [1.3, -0.8];

const spec = (kind: UnitKind, more: Partial<NetworkSpec> = {}): NetworkSpec => ({
  inputs: 2,
  hidden: [{ units: 2, kind }],
  heads: [{ kind: "gaussian", size: 1 }],
  scale: { kind: "learned", initial: 0.6 },
  ...more,
});
const mixed: NetworkSpec["heads"] = [
  { kind: "softmax", size: 3 },
  { kind: "gaussian", size: 1 },
  { kind: "bernoulli", size: 1 },
];

const CASES: readonly (readonly [name: string, rule: string, network: NetworkSpec])[] = [
  ["a fixed σ", "unbiased-weight-max", spec("bernoulli", { scale: { kind: "fixed", initial: 0.6 } })],
  ["a learned σ", "unbiased-weight-max", spec("bernoulli")],
  ["a predicted σ", "straight-through", spec("bernoulli", { scale: { kind: "predicted", initial: 0.6 } })],
  ["a predicted σ", "backprop", spec("tanh", { scale: { kind: "predicted", initial: 0.6 } })],
  ["heads of three kinds", "weight-max", spec("bernoulli", { heads: mixed })],
  ["Gaussian hidden units", "reinforce", spec("gaussian", { gaussian: { mean: "tanh", scale: 0.7 } })],
  ["an embedding", "unbiased-weight-max", spec("bernoulli", { embedding: 2 })],
];

/** Density of what was drawn, given the output's distribution: units in the order of the heads. */
function densityOf(network: NetworkSpec, { output }: Decision): Payoff {
  return (_, { p, deviation }) => {
    let density = 1;
    let start = 0;
    for (const { kind, size } of network.heads) {
      const columns = Array.from({ length: kind === "softmax" ? size - 1 : size }, (_value, j) => start + j);
      if (kind === "gaussian") {
        for (const j of columns) {
          const x = (output[j] - p[j]) / deviation[j];
          density *= Math.exp(-0.5 * x * x) / (deviation[j] * Math.sqrt(2 * Math.PI));
        }
      } else if (kind === "bernoulli") {
        for (const j of columns) density *= output[j] === 1 ? p[j] : 1 - p[j];
      } else {
        const chosen = columns.find((j) => output[j] === 1);
        density *= chosen === undefined ? 1 - columns.reduce((sum, j) => sum + p[j], 0) : p[chosen];
      }
      start += columns.length;
    }
    return density;
  };
}

test.each(CASES)("%s, %s: the gradient of log π is that of its integral", (_, rule, network) => {
  const first = new QuadratureCase(network, INPUTS[0], STEP);
  const actor = actorWith(network, first.weights);
  const { log, decisions } = decide(actor, INPUTS, FEEDBACK);
  const gradients = decisions.map((decision) => {
    const quadrature = new QuadratureCase(network, decision.input, STEP);
    const density = densityOf(network, decision);
    const share = decision.feedback / (decisions.length * quadrature.expectation(density));
    return quadrature.gradient(density).map((layer) => layer.map((slope) => share * slope));
  });
  const engine = createWasmEngine();
  const found = diagnose(rule, actor, log, { rounds: 2 ** 17, engine });
  found.forEach(({ gradientNorm, angle, angleError }, l) => {
    const exact = gradients[0][l].map((slope, k) => slope + gradients[1][l][k]);
    expect(Math.abs(gradientNorm! / Math.sqrt(dot([exact], [exact])) - 1)).toBeLessThan(0.03);
    const isUnbiased = rule !== "weight-max" && rule !== "straight-through";
    if (isUnbiased) expect(angle).toBeLessThanOrEqual(Math.min(3 * angleError!, 2));
  });
});
