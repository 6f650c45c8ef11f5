import { describe, expect, it } from "vitest";
import { Network, unitKeys } from "../../../agents/networks/network.js";
import type { NetworkSpec } from "../../../agents/networks/spec.js";
import { weightMax, weightMaxAuthor } from "../../../agents/rules/weight-max.js";
import type { Tensor } from "../../../src/engine/engine.js";
import { createReferenceEngine } from "../../../src/engine/reference/reference-engine.js";
import { plainUpdate } from "../../../src/verify/plain-update.js";

const SPEC: NetworkSpec = {
  inputs: 3,
  hidden: [
    { units: 4, kind: "bernoulli" },
    { units: 3, kind: "bernoulli" },
  ],
  heads: [{ kind: "softmax", size: 3 }],
  temperatures: [1, 2, 0.5],
};

describe("weight-max", () => {
  it("rewards a unit with the growth of the squared norm of its outgoing weights", () => {
    const { network, gain } = active(1);
    const [, middle, top] = plainUpdate(weightMax, network, gain);
    const { h, p, weights, reward } = network.layers[1];
    expect(weights.columns).toBe(3);
    h.data.forEach((_, i) => {
      let growth = 0;
      for (let j = 0; j < top.columns; j++) {
        const k = i * top.columns + j;
        growth += 2 * network.output.weights.data[k] * top.data[k];
      }
      expect(gain.data[0] * reward.data[i]).toBeCloseTo(growth, 12);
      const bias = middle.data[4 * 3 + i];
      expect(bias).toBeCloseTo((growth * (h.data[i] - p.data[i])) / 2, 12);
    });
  });

  it("gives with a trace of one step what it gives without", () => {
    const { network: plain, gain } = active(3);
    const expected = plainUpdate(weightMax, plain, gain);

    const { network, engine } = active(3);
    const decay = engine.tensor(1, 3, 1);
    for (const layer of network.layers) {
      layer.traces.push(engine.tensor(1, 3 * (layer.inputs + 1), layer.units));
    }
    const bound = weightMax.bind(network);
    expect(bound.handsOutRewards).toBe(true);
    for (let l = network.layers.length - 1; l >= 0; l--) {
      const { eligibility, input, reward, temperature, weights } = network.layers[l];
      const trace = network.layers[l].trace!;
      bound.credit(l);
      engine.accumulateOuter(trace, input, eligibility, decay, null, temperature);
      const update = engine.tensor(1, weights.rows, weights.columns);
      engine.reduceTrace(update, trace, gain, reward);
      update.data.forEach((value, k) => {
        expect(value).toBeCloseTo(expected[l].data[k], 12);
      });
    }
  });

  it("as its author runs it reads weights that have already moved", () => {
    const before = plainUpdate(weightMax, active(1).network, active(1).gain);
    const { network, gain } = active(1);
    const after = plainUpdate(weightMaxAuthor, network, gain);
    expect(after[2].data).toEqual(before[2].data);
    expect(after[1].data).not.toEqual(before[1].data);
  });
});

/** A network after one forward pass, every hidden unit of the top layer firing, and gains for its samples. */
function active(batch: number) {
  const engine = createReferenceEngine();
  const network = new Network(engine, SPEC, 1, batch);
  network.initialise([3], "initialisation");
  network.input.data.set(Array.from({ length: 3 * batch }, (_, k) => Math.cos(k)));
  network.forward(unitKeys([4]), 0);
  const values = network.layers.map(({ h }) => h.data.slice());
  values[1].fill(1);
  network.force(values);
  const gain: Tensor = engine.tensor(1, batch, 1);
  gain.data.set(Array.from({ length: batch }, (_, b) => 0.7 - b));
  return { engine, network, gain };
}
