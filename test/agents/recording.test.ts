import { expect, test } from "vitest";
import { Learner } from "../../agents/learner.js";
import { Network, unitKeys } from "../../agents/networks/network.js";
import { reinforce } from "../../agents/rules/reinforce.js";
import type { CreditRule } from "../../agents/rules/rule.js";
import { createWasmEngine } from "../../src/engine/wasm/wasm-engine.js";

const KEYS = unitKeys([1]);

/** REINFORCE, worked out by the rule itself from the values. */
const byHand: CreditRule = {
  ...reinforce,
  id: "by-hand",
  bind: ({ layers }) => ({
    credit(l) {
      const { eligibility, h, p } = layers[l];
      eligibility.data.forEach((_, k) => {
        eligibility.data[k] = h.data[k] - p.data[k];
      });
    },
  }),
};

/** Weights after a few updates that alternate between two sets of activity and two gains. */
function trained(rule: CreditRule): number[] {
  const engine = createWasmEngine();
  const hidden = [{ units: 5, kind: "bernoulli" as const }];
  const network = new Network(engine, { inputs: 3, hidden, heads: [{ kind: "softmax", size: 2 }] }, 1, 1, 2);
  network.initialise([1], "initialisation");
  const optimizer = { kind: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-8, correctionSteps: null } as const;
  const learner = new Learner({ network, rule, optimizer, rates: [[0.1, 0.1]], mode: "traces" });
  const gains = [engine.tensor(1, 1, 1), engine.tensor(1, 1, 1)];
  const decay = engine.tensor(1, 1, 1);
  for (let step = 0; step < 12; step++) {
    network.select(step % 2);
    network.input.data.set([1, step / 10, -1]);
    network.forward(KEYS, step);
    const gain = gains[step % 3 === 0 ? 1 : 0];
    gain.data[0] = step - 4;
    decay.data[0] = step / 20;
    learner.learn(gain, decay);
  }
  return network.layers.flatMap(({ weights }) => Array.from(weights.data));
}

test("a rule that reads and writes values is called at each update", () => {
  const expected = trained(reinforce);
  expect(expected.every(Number.isFinite)).toBe(true);
  expect(trained(byHand)).toEqual(expected);
});
