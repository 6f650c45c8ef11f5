import { describe, expect, it } from "vitest";
import { Network } from "../../../agents/networks/network.js";
import type { NetworkSpec } from "../../../agents/networks/spec.js";
import { creditRules } from "../../../agents/rules/index.js";
import { createReferenceEngine } from "../../../src/engine/reference/reference-engine.js";
import { verificationContext } from "../../../src/verify/rule-context.js";

const SPEC: NetworkSpec = {
  inputs: 2,
  hidden: [
    { units: 16, kind: "bernoulli" },
    { units: 16, kind: "bernoulli" },
  ],
  heads: [
    { kind: "softmax", size: 3 },
    { kind: "bernoulli", size: 2 },
  ],
};

describe("saturated units", () => {
  it.each(creditRules.filter(({ defaultUnits }) => defaultUnits === "bernoulli"))(
    "get finite credit from $id, whatever they did",
    (rule) => {
      for (const size of [30, 1000]) {
        const network = new Network(createReferenceEngine(), SPEC, 1, 2);
        for (const { weights } of network.layers) {
          weights.data.set(weights.data.map((_, k) => size * Math.sin(1 + k)));
        }
        network.input.data.set([1, -1, 0.5, 1]);
        // Units do the opposite of what they almost surely would.
        network.force(network.layers.map(({ units }) => new Float64Array(2 * units)));
        const unlikely = network.layers.slice(0, -1).map(({ p }) => p.data.map((q) => (q < 0.5 ? 1 : 0)));
        network.force([...unlikely, [1, 0, 0, 1, 0, 1, 1, 0]]);
        const bound = rule.bind(network);
        for (let l = 2; l >= 0; l--) {
          bound.credit(l);
          for (const e of network.layers[l].eligibility.data) expect(e).toSatisfy(Number.isFinite);
        }
      }
    },
  );

  it("of unbiased-weight-max never get more credit at the top than the feedback itself", () => {
    const rule = creditRules.find(({ id }) => id === "unbiased-weight-max")!;
    const network = new Network(createReferenceEngine(), SPEC, 1, 1);
    for (const { weights } of network.layers)
      weights.data.set(weights.data.map((_, k) => 9 * Math.sin(k * k)));
    network.force(
      network.layers.map(({ units }) => Array.from({ length: units }, (_, k) => (k === 0 ? 1 : 0))),
    );
    const bound = rule.bind(network);
    bound.credit(2);
    bound.credit(1);
    for (const e of network.layers[1].eligibility.data) expect(Math.abs(e)).toBeLessThanOrEqual(1);
  });
});

describe("temperatures", () => {
  it.each(creditRules)("enter the credit of $id only through weights / T", (rule) => {
    const kind = rule.defaultUnits;
    const hidden = SPEC.hidden.map(({ units }) => ({ units, kind }));
    const full: NetworkSpec = { ...SPEC, hidden, heads: [{ kind: "softmax", size: 5, fullLogits: true }] };
    const spec = [{ ...SPEC, hidden }, full].find((candidate) => rule.supports(candidate) === true)!;
    const [cool, hot] = [1, 4].map((temperature) => {
      const network = new Network(
        createReferenceEngine(),
        { ...spec, temperatures: [temperature, temperature, temperature] },
        1,
        1,
      );
      for (const { weights } of network.layers) {
        weights.data.set(weights.data.map((_, k) => temperature * Math.sin(k * k)));
      }
      network.input.data.set([1, -0.5]);
      network.force(
        network.layers.map(({ units }) => Array.from({ length: units }, (_, k) => (k % 3 === 0 ? 1 : 0))),
      );
      const bound = rule.bind(network, verificationContext(network));
      for (let l = 2; l >= 0; l--) bound.credit(l);
      return network;
    });
    cool.layers.forEach(({ eligibility }, l) => {
      eligibility.data.forEach((e, k) => {
        expect(hot.layers[l].eligibility.data[k]).toBeCloseTo(e, 12);
      });
    });
  });
});
