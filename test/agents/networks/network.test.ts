import { describe, expect, it } from "vitest";
import { Network, unitKeys } from "../../../agents/networks/network.js";
import type { HeadSpec, NetworkSpec } from "../../../agents/networks/spec.js";
import { createReferenceEngine } from "../../../src/engine/reference/reference-engine.js";

const SPEC: NetworkSpec = {
  inputs: 2,
  hidden: [{ units: 3, kind: "bernoulli" }],
  heads: [
    { kind: "softmax", size: 3 },
    { kind: "softmax", size: 2, fullLogits: true },
    { kind: "bernoulli", size: 1 },
  ],
};

const create = (spec: NetworkSpec, replicas: number, batch: number, slots = 1): Network =>
  new Network(createReferenceEngine(), spec, replicas, batch, slots);

describe("shape", () => {
  it("gives a softmax one logit less than classes, unless all are wanted", () => {
    const { output } = create(SPEC, 1, 1);
    expect(output.units).toBe(2 + 2 + 1);
    expect(output.heads).toEqual([
      { kind: "softmax", start: 0, count: 2, fixedLast: true },
      { kind: "softmax", start: 2, count: 2, fixedLast: false },
      { kind: "bernoulli", start: 4, count: 1, fixedLast: false },
    ]);
    expect(output.draws).toBe(3);
  });

  it("has a row of weights for each input and one for the bias", () => {
    const [hidden, output] = create(SPEC, 2, 4).layers;
    expect([hidden.weights.replicas, hidden.weights.rows, hidden.weights.columns]).toEqual([2, 3, 3]);
    expect([output.weights.replicas, output.weights.rows, output.weights.columns]).toEqual([2, 4, 5]);
  });
});

describe("initialise", () => {
  it("draws Glorot-uniform weights and biases within 1e-3", () => {
    const network = create({ inputs: 30, hidden: [{ units: 70, kind: "tanh" }], heads: SPEC.heads }, 1, 1);
    network.initialise([1], "initialisation");
    const { data } = network.layers[0].weights;
    const weights = Array.from(data.subarray(0, 30 * 70));
    const limit = Math.sqrt(6 / 100);
    expect(Math.max(...weights.map(Math.abs))).toBeLessThanOrEqual(limit);
    const variance = weights.reduce((sum, w) => sum + w * w, 0) / weights.length;
    expect(variance / (limit * limit)).toBeCloseTo(1 / 3, 1);
    const biases = Array.from(data.subarray(30 * 70));
    expect(Math.max(...biases.map(Math.abs))).toBeLessThanOrEqual(1e-3);
    expect(Math.max(...biases.map(Math.abs))).toBeGreaterThan(8e-4);
  });

  it("by fan-in draws uniform weights within 1/√inputs, and biases of 0", () => {
    const network = create({ inputs: 25, hidden: [{ units: 70, kind: "tanh" }], heads: SPEC.heads }, 2, 1);
    network.initialise([1, 2], "initialisation", "fan-in");
    const { data } = network.layers[0].weights;
    const own = Array.from(data.subarray(26 * 70));
    const weights = own.slice(0, 25 * 70);
    expect(Math.max(...weights.map(Math.abs))).toBeLessThanOrEqual(0.2);
    const variance = weights.reduce((sum, w) => sum + w * w, 0) / weights.length;
    expect(variance / 0.04).toBeCloseTo(1 / 3, 1);
    expect(own.slice(25 * 70)).toEqual(new Array(70).fill(0));
    const alone = create({ inputs: 25, hidden: [{ units: 70, kind: "tanh" }], heads: SPEC.heads }, 1, 1);
    alone.initialise([2], "initialisation", "fan-in");
    expect(Array.from(alone.layers[0].weights.data)).toEqual(own);
  });

  it("gives a replica the weights that its seed has alone", () => {
    const packed = create(SPEC, 3, 1);
    packed.initialise([5, 6, 7], "initialisation");
    const alone = create(SPEC, 1, 1);
    alone.initialise([6], "initialisation");
    alone.layers.forEach(({ weights }, l) => {
      const stride = weights.data.length;
      expect(packed.layers[l].weights.data.slice(stride, 2 * stride)).toEqual(weights.data);
    });
  });
});

describe("forward", () => {
  it("fires units and draws classes as often as their probabilities say", () => {
    const batch = 2 ** 14;
    const network = create({ ...SPEC, hidden: [], temperatures: [2] }, 1, batch);
    network.layers[0].weights.data.set(Array.from({ length: 15 }, (_, k) => 2 * Math.sin(3 * k)));
    for (let b = 0; b < batch; b++) network.input.data.set([1, -1], 2 * b);
    network.forward(unitKeys([9]), 0);
    const { z, p, h } = network.output;
    const logit = (j: number): number =>
      (2 * Math.sin(3 * j) - 2 * Math.sin(3 * (5 + j)) + 2 * Math.sin(3 * (10 + j))) / 2;
    const [a, b, c, d, e] = [0, 1, 2, 3, 4].map(logit);
    const total = Math.exp(a) + Math.exp(b) + 1;
    const full = Math.exp(c) + Math.exp(d);
    const expected = [
      Math.exp(a) / total,
      Math.exp(b) / total,
      Math.exp(c) / full,
      Math.exp(d) / full,
      1 / (1 + Math.exp(-e)),
    ];
    for (let j = 0; j < 5; j++) {
      expect(z.data[j]).toBeCloseTo(logit(j), 12);
      expect(p.data[j]).toBeCloseTo(expected[j], 12);
      let fired = 0;
      for (let sample = 0; sample < batch; sample++) fired += h.data[5 * sample + j];
      const deviation = Math.sqrt((expected[j] * (1 - expected[j])) / batch);
      expect(Math.abs(fired / batch - expected[j])).toBeLessThan(4 * deviation);
    }
  });

  it("makes softmax values one-hot, or all 0 for the class without a logit", () => {
    const batch = 200;
    const network = create({ ...SPEC, hidden: [] }, 1, batch);
    network.forward(unitKeys([2]), 0);
    const sums = { fixed: new Set<number>(), full: new Set<number>() };
    for (let b = 0; b < batch; b++) {
      const row = network.output.h.data.subarray(5 * b, 5 * b + 5);
      sums.fixed.add(row[0] + row[1]);
      sums.full.add(row[2] + row[3]);
    }
    expect(sums.fixed).toEqual(new Set([0, 1]));
    expect(sums.full).toEqual(new Set([1]));
  });

  it("draws a replica's units as its seed does alone, anew at each step", () => {
    const packed = activity([3, 4], 0);
    const stride = packed.length / 2;
    expect(packed.slice(stride)).toEqual(activity([4], 0));
    expect(packed.slice(0, stride)).not.toEqual(activity([3], 1));
  });

  it("uses independent draws for neighbouring units and layers", () => {
    const batch = 4096;
    const network = create(
      { inputs: 1, hidden: [{ units: 3, kind: "bernoulli" }], heads: [{ kind: "bernoulli", size: 3 }] },
      1,
      batch,
    );
    network.forward(unitKeys([1]), 0);
    const columns = network.layers.flatMap(({ h }) =>
      [0, 1, 2].map((j) => Array.from({ length: batch }, (_, b) => 2 * h.data[3 * b + j] - 1)),
    );
    columns.forEach((a, i) => {
      columns.slice(i + 1).forEach((b) => {
        const correlation = a.reduce((sum, value, k) => sum + value * b[k], 0) / batch;
        expect(Math.abs(correlation)).toBeLessThan(4 / Math.sqrt(batch));
      });
    });
  });

  it("leaves other sets of activity alone", () => {
    const network = create(SPEC, 1, 1, 2);
    network.initialise([1], "initialisation");
    network.input.data.set([1, 2]);
    network.forward(unitKeys([1]), 0);
    const before = network.output.z.data.slice();
    network.select(1);
    network.input.data.set([-5, 3]);
    network.forward(unitKeys([1]), 1);
    expect(network.output.z.data).not.toEqual(before);
    network.select(0);
    expect(network.output.z.data).toEqual(before);
    expect(() => network.select(2)).toThrow(RangeError);
  });
});

describe("force", () => {
  it("feeds the given values upwards", () => {
    const network = create(SPEC, 1, 1);
    network.initialise([1], "initialisation");
    network.input.data.set([1, 2]);
    network.force([
      [1, 0, 1],
      [0, 0, 0, 1, 1],
    ]);
    const { weights, z, h } = network.output;
    expect(Array.from(h.data)).toEqual([0, 0, 0, 1, 1]);
    for (let j = 0; j < 5; j++) {
      expect(z.data[j]).toBeCloseTo(weights.data[j] + weights.data[10 + j] + weights.data[15 + j], 12);
    }
  });

  it("computes deterministic units itself", () => {
    const heads: HeadSpec[] = [{ kind: "linear", size: 1 }];
    const network = create(
      { inputs: 1, hidden: [{ units: 1, kind: "tanh" }], heads, temperatures: [2, 1] },
      1,
      1,
    );
    network.layers[0].weights.data.set([3, 1]);
    network.layers[1].weights.data.set([5, -1]);
    network.input.data.set([0.4]);
    network.force([[], []]);
    expect(network.output.h.data[0]).toBeCloseTo(5 * Math.tanh(1.1) - 1, 12);
    expect(network.layers[0].slope.data[0]).toBeCloseTo(1 - Math.tanh(1.1) ** 2, 12);
    network.forwardDeterministic();
    expect(network.output.h.data[0]).toBeCloseTo(5 * Math.tanh(1.1) - 1, 12);
  });
});

/** Values of all units after one forward pass of initialised networks. */
function activity(seeds: readonly number[], step: number): number[] {
  const network = create({ ...SPEC, hidden: [{ units: 40, kind: "bernoulli" }] }, seeds.length, 2);
  network.initialise(seeds, "initialisation");
  network.forward(unitKeys(seeds), step);
  return Array.from(network.layers[0].h.data);
}

describe("withBatch", () => {
  it("makes one with the same weights and temperatures, and activity of its own", () => {
    const gaussian: HeadSpec = { kind: "gaussian", size: 2 };
    const spec: NetworkSpec = {
      ...SPEC,
      embedding: 2,
      heads: [...SPEC.heads, gaussian],
      temperatures: [2, 3],
    };
    const network = create(spec, 2, 1);
    network.initialise([1, 2], "initialisation");
    network.layers[0].temperature.data[1] = 5;
    const more = network.withBatch(3);
    const pairs = [
      ...network.layers.map((layer, l) => [layer, more.layers[l]] as const),
      [network.embedding!, more.embedding!] as const,
      [network.scale!, more.scale!] as const,
    ];
    for (const [own, other] of pairs) {
      expect(other.weights).toBe(own.weights);
      expect(other.temperature).toBe(own.temperature);
      expect(other.eligibility.rows).toBe(3);
      expect(other.h).not.toBe(own.h);
    }
    expect(Array.from(more.layers[0].temperature.data)).toEqual([2, 5]);
    network.input.data.set([1, -2, 3, 0.5]);
    network.forward(unitKeys([1, 2]), 0);
    // Rows 1 of the first replica and 2 of the second.
    more.input.data.set([0, 0, 1, -2, 0, 0, 0, 0, 0, 0, 3, 0.5]);
    more.layers.forEach(({ h, units }, l) => {
      const { data } = network.layers[l].h;
      h.data.set(data.subarray(0, units), units);
      h.data.set(data.subarray(units), 5 * units);
    });
    more.evaluate();
    for (const [own, other] of pairs) {
      for (const kind of ["z", "p"] as const) {
        const values = Array.from(other[kind].data);
        const rows = [values.slice(own.units, 2 * own.units), values.slice(5 * own.units)];
        expect(rows.flat()).toEqual(Array.from(own[kind].data));
      }
    }
  });
});
