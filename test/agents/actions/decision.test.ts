import {
  Box,
  Dict,
  Discrete,
  MultiBinary,
  MultiDiscrete,
  packingOf,
  type Space,
  Text,
  Tuple,
} from "gymnasium-js";
import { describe, expect, it } from "vitest";
import { decisionFor } from "../../../agents/actions/decision.js";
import { DEFAULT_AGENT } from "../../../agents/config.js";
import { AgentConfigError } from "../../../agents/errors.js";
import { Network, unitKeys } from "../../../agents/networks/network.js";
import { createReferenceEngine } from "../../../src/engine/reference/reference-engine.js";

type Settings = Parameters<typeof decisionFor>[1];

const BATCH = 64;

/** The packed actions of a batch of draws of an untrained network, and what it drew them from. */
function decide(space: Space, settings: Partial<Settings> = {}, greedy = false) {
  const config: Settings = { ...DEFAULT_AGENT, ...settings };
  const decision = decisionFor(space, config);
  const network = new Network(
    createReferenceEngine(),
    { inputs: 2, hidden: [], heads: decision.heads, scale: config.continuous.scale },
    1,
    BATCH,
  );
  network.initialise([1], "initialisation");
  for (let k = 0; k < 2 * BATCH; k++) network.input.data[k] = Math.sin(k);
  network.forward(unitKeys([1]), 0);
  const packing = packingOf(space);
  const actions = new Float64Array(BATCH * packing.size);
  decision.read(network.output, actions, greedy);
  const values = Array.from({ length: BATCH }, (_, b) => packing.unpack(actions, b * packing.size));
  return { values, actions, output: network.output };
}

describe("decisions", () => {
  const spaces: readonly Space[] = [
    new Discrete(2),
    new Discrete(5, { start: -2 }),
    new MultiDiscrete([2, 3, 4], { start: [0, 1, -1] }),
    new MultiDiscrete([
      [2, 3],
      [4, 5],
    ]),
    new MultiBinary(3),
    new Box(-2, 2, { shape: [3] }),
    new Box([0, -1], [10, 1], { dtype: "float64" }),
    new Box(-Infinity, Infinity, { shape: [2] }),
    new Box([0, -Infinity], [Infinity, 1]),
    new Box(0, 255, { shape: [2], dtype: "uint8" }),
    new Tuple([new Discrete(3), new Box(-1, 1, { shape: [2] }), new MultiBinary(2)]),
    new Dict({
      turn: new Box(-1, 1, { shape: [1] }),
      gear: new Discrete(4),
      lights: new MultiDiscrete([2, 2]),
    }),
  ];
  const settings: readonly Partial<Settings>[] = [
    {},
    { output: "softmax-full", continuous: { ...DEFAULT_AGENT.continuous, bounding: "squash" } },
    { continuous: { ...DEFAULT_AGENT.continuous, scale: { kind: "predicted", initial: 3 } } },
    { continuous: { ...DEFAULT_AGENT.continuous, scale: { kind: "fixed", initial: 0.1 } } },
  ];
  it.each(spaces)("are in %s, drawn or greedy", (space) => {
    for (const setting of settings) {
      for (const greedy of [false, true]) {
        const { values } = decide(space, setting, greedy);
        for (const value of values) expect(space.contains(value), `${JSON.stringify(value)}`).toBe(true);
        if (!greedy) expect(new Set(values.map((value) => JSON.stringify(value))).size).toBeGreaterThan(1);
      }
    }
  });

  it("take the most probable class and the side of ½ when greedy", () => {
    for (const output of ["softmax", "softmax-full"] as const) {
      const { actions, output: layer } = decide(new Discrete(3), { output }, true);
      const logits = layer.units;
      actions.forEach((action, b) => {
        const own = Array.from(layer.p.data.slice(b * logits, (b + 1) * logits));
        const all = output === "softmax" ? [...own, 1 - own[0] - own[1]] : own;
        expect(action).toBe(all.indexOf(Math.max(...all)));
      });
    }
    const { actions, output } = decide(new MultiBinary(2), {}, true);
    expect(Array.from(actions)).toEqual(Array.from(output.p.data, (p) => (p > 0.5 ? 1 : 0)));
  });

  it("let −1 and 1 stand for two bounds, and cut off or bend", () => {
    const box = new Box([0], [10]);
    for (const [bounding, inner] of [
      ["clip", (x: number) => Math.min(Math.max(x, -1), 1)],
      ["squash", Math.tanh],
    ] as const) {
      const continuous = { ...DEFAULT_AGENT.continuous, bounding };
      const { actions, output } = decide(box, { continuous });
      actions.forEach((action, k) => {
        expect(action).toBeCloseTo(5 + 5 * inner(output.h.data[k]), 12);
      });
      expect(Math.max(...output.h.data)).toBeGreaterThan(1);
    }
  });

  it("take the mean of a Gaussian when greedy", () => {
    const { actions, output } = decide(new Box(-Infinity, Infinity, { shape: [2] }), {}, true);
    expect(Array.from(actions)).toEqual(Array.from(output.p.data));
  });

  it("refuse spaces without a fixed number of numbers", () => {
    expect(() => decisionFor(new Text(5), DEFAULT_AGENT)).toThrow(AgentConfigError);
    expect(() => decisionFor(new Tuple([new Discrete(2), new Text(5)]), DEFAULT_AGENT)).toThrow(
      "is not supported: allowed are Discrete, MultiDiscrete, MultiBinary and Box",
    );
  });

  it("refuse a Bernoulli output for another number of actions than two", () => {
    expect(() => decisionFor(new Discrete(3), { ...DEFAULT_AGENT, output: "bernoulli" })).toThrow(
      'agent.output "bernoulli" needs 2 actions, but the environment has Discrete(3)',
    );
  });
});
