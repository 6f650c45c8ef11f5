import { describe, expect, test } from "vitest";
import { Learner } from "../../../agents/learner.js";
import { Network, unitKeys } from "../../../agents/networks/network.js";
import { reinforce } from "../../../agents/rules/reinforce.js";
import { createReferenceEngine } from "../../../src/engine/reference/reference-engine.js";
import { createWasmEngine } from "../../../src/engine/wasm/wasm-engine.js";

const SCHEDULE = { from: 0.5, to: 0.1, steps: 20 };

describe.each([
  ["reference", createReferenceEngine, 12],
  ["wasm", createWasmEngine, 5],
] as const)("momentum, online, on engine %s", (_, createEngine, digits) => {
  test.each([
    [0.9, true],
    [0.9, false],
    [0, true],
    [1, true],
  ])("β %d, corrected %s: the mean of gradients, its bias corrected, or their sum", (beta, corrected) => {
    const engine = createEngine();
    const network = new Network(
      engine,
      { inputs: 2, hidden: [], heads: [{ kind: "bernoulli", size: 3 }] },
      2,
      1,
    );
    network.initialise([1, 2], "initialisation");
    const learner = new Learner({
      ...{ network, rule: reinforce, mode: "direct", rates: [[SCHEDULE], [0.3]] },
      optimizer: { kind: "momentum", momentum: beta, corrected },
    });
    const gain = engine.tensor(2, 1, 1);
    const { weights, h, p } = network.output;
    const expected = Array.from(weights.data);
    const m = expected.map(() => 0);
    for (let t = 1; t <= 15; t++) {
      network.input.data.set([0.3 * t, -1, 1, 0.1 * t]);
      gain.data.set([Math.sin(t), Math.cos(t)]);
      network.forward(unitKeys([1, 2]), t);
      for (let k = 0; k < expected.length; k++) {
        const [replica, row, unit] = [Math.floor(k / 9), Math.floor((k % 9) / 3), k % 3];
        const x = row === 2 ? 1 : network.input.data[2 * replica + row];
        const score = h.data[3 * replica + unit] - p.data[3 * replica + unit];
        const gradient = gain.data[replica] * x * score;
        // With β = 1 the mean is over all gradients, each counting the same.
        const share = corrected ? (beta === 1 ? 1 / t : (1 - beta) / (1 - beta ** t)) : 1;
        m[k] = beta * m[k] + gradient;
        const rate =
          replica === 0 ? SCHEDULE.from + ((SCHEDULE.to - SCHEDULE.from) * t) / SCHEDULE.steps : 0.3;
        expected[k] += rate * share * m[k];
      }
      learner.setStep(t);
      learner.learn(gain, gain);
      weights.data.forEach((value, k) => {
        expect(value).toBeCloseTo(expected[k], digits);
      });
    }
  });
});

test("a constant gradient is followed at the rate itself from the first update on", () => {
  const engine = createReferenceEngine();
  const network = new Network(
    engine,
    { inputs: 1, hidden: [], heads: [{ kind: "gaussian", size: 1 }] },
    1,
    1,
  );
  const learner = new Learner({
    ...{ network, rule: reinforce, mode: "direct", rates: [[0.1]] },
    optimizer: { kind: "momentum", momentum: 0.9, corrected: true },
  });
  const gain = engine.tensor(1, 1, 1);
  gain.data[0] = 1;
  const { weights, h, p } = network.output;
  for (let t = 1; t <= 10; t++) {
    h.data[0] = p.data[0] + 1;
    learner.learn(gain, gain);
    expect(weights.data[1]).toBeCloseTo(0.1 * t, 12);
  }
});
