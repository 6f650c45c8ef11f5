import { Box, Dict, Discrete, MultiBinary, MultiDiscrete, Text, Tuple } from "gymnasium-js";
import { describe, expect, it } from "vitest";
import { AgentConfigError } from "../../../agents/errors.js";
import { ObservationEncoder } from "../../../agents/observations/observation-encoder.js";

const PLAIN = { scale: null, normalize: false, embedding: null, embeddingRate: null };
const BOTH = Uint8Array.of(1, 1);
const NORMAL = { ...PLAIN, normalize: true };

function encode(encoder: ObservationEncoder, observations: Float64Array): number[] {
  const target = new Float64Array(encoder.size * 2);
  encoder.encode(observations, target);
  return Array.from(target);
}

describe("what networks see", () => {
  it("is a Box as it is", () => {
    const encoder = new ObservationEncoder(new Box(-9, 9, { shape: [2] }), PLAIN, 1, 2);
    expect(encoder.size).toBe(2);
    expect(encode(encoder, Float64Array.of(1, 2, 3, 4))).toEqual([1, 2, 3, 4]);
  });

  it("is a whole number one-hot, from its start on", () => {
    const encoder = new ObservationEncoder(new Discrete(3, { start: -1 }), PLAIN, 1, 2);
    expect(encode(encoder, Float64Array.of(1, -1))).toEqual([0, 0, 1, 1, 0, 0]);
  });

  it("is each number of a MultiDiscrete space one-hot", () => {
    const encoder = new ObservationEncoder(new MultiDiscrete([2, 3], { start: [0, 5] }), PLAIN, 1, 2);
    expect(encode(encoder, Float64Array.of(1, 5, 0, 7))).toEqual([0, 1, 1, 0, 0, 1, 0, 0, 0, 1]);
  });

  it("is part by part of a Tuple, and by sorted keys of a Dict", () => {
    const number = new Box(-9, 9, { shape: [1] });
    const tuple = new ObservationEncoder(
      new Tuple([new Discrete(2), number, new MultiBinary(2)]),
      PLAIN,
      1,
      2,
    );
    expect(encode(tuple, Float64Array.of(1, 7, 0, 1, 0, 8, 1, 1))).toEqual([0, 1, 7, 0, 1, 1, 0, 8, 1, 1]);
    const dict = new ObservationEncoder(new Dict({ b: new Discrete(2), a: number }), PLAIN, 1, 2);
    expect(encode(dict, Float64Array.of(7, 1, 8, 0))).toEqual([7, 0, 1, 8, 1, 0]);
  });

  it("is no whole number that its space does not have", () => {
    const encoder = new ObservationEncoder(new MultiDiscrete([2, 3]), PLAIN, 1, 2);
    expect(() => encode(encoder, Float64Array.of(0, 0, 1, 3))).toThrow(
      "observation value 1 is 3, and its space holds 0 to 2",
    );
    expect(() => encode(encoder, Float64Array.of(0.5, 0, 1, 2))).toThrow("observation value 0 is 0.5");
  });

  it("is refused where it has no fixed size, and an embedding where numbers are seen", () => {
    expect(() => new ObservationEncoder(new Text(3), PLAIN, 1, 1)).toThrow(AgentConfigError);
    expect(() => new ObservationEncoder(new Box(0, 1), { ...PLAIN, embedding: 4 }, 1, 1)).toThrow(
      "agent.observation.embedding is 4, but the environment has Box(0.0, 1.0, (1,), float32): allowed is",
    );
    expect(new ObservationEncoder(new Discrete(7), { ...PLAIN, embedding: 4 }, 1, 1).size).toBe(7);
  });
});

describe("factors of observations", () => {
  const SCALE = { ...PLAIN, scale: [2, -1, 0.5] };

  it("multiply each number, of every replica and sub-environment", () => {
    const parts = new Dict({ a: new Box(-9, 9, { shape: [2] }), b: new MultiBinary(1) });
    for (const space of [new Box(-9, 9, { shape: [3] }), parts]) {
      const encoder = new ObservationEncoder(space, SCALE, 2, 1);
      expect(encode(encoder, Float64Array.of(1, 2, 1, 4, 5, 0))).toEqual([2, -2, 0.5, 8, -5, 0]);
    }
  });

  it("come before what is normalised", () => {
    const space = new Box(-1e9, 1e9, { shape: [3] });
    const scaled = new ObservationEncoder(space, { ...NORMAL, scale: [2, -1, 0.5] }, 1, 2);
    const plain = new ObservationEncoder(space, NORMAL, 1, 2);
    for (let t = 0; t < 9; t++) {
      const observations = Array.from({ length: 6 }, (_, k) => Math.sin(5 * t + k));
      scaled.observe(Float64Array.from(observations), BOTH);
      const factors = [2, -1, 0.5];
      plain.observe(
        Float64Array.from(observations, (value, k) => value * factors[k % 3]),
        BOTH,
      );
    }
    expect(scaled.counters()).toEqual(plain.counters());
    expect(encode(scaled, Float64Array.of(1, 2, 3, 4, 5, 6))).toEqual(
      encode(plain, Float64Array.of(2, -2, 1.5, 8, -5, 3)),
    );
  });

  it("are refused where they do not fit, or where whole numbers are seen one-hot", () => {
    const made = (space: Box | Discrete) => () => new ObservationEncoder(space, SCALE, 1, 1);
    expect(made(new Box(-1, 1, { shape: [2] }))).toThrow(AgentConfigError);
    expect(made(new Box(-1, 1, { shape: [2] }))).toThrow("has 3 factors, but the environment has Box(");
    expect(made(new Discrete(3))).toThrow(
      "agent.observation.scale has 3 factors, but the environment has Discrete(3): allowed is null, or " +
        "observations of plain numbers only",
    );
  });
});

describe("normalised observations", () => {
  const space = new Tuple([new Box(-1000, 1000, { shape: [2] }), new Discrete(2)]);
  const batches = Array.from({ length: 30 }, (_, t) =>
    Float64Array.from({ length: 6 }, (__, k) =>
      k % 3 === 2 ? (t + k) % 2 : 50 * Math.sin(7 * t + k) + 100 * (k % 3),
    ),
  );

  it("have mean 0 and deviation 1 over what was seen, whole numbers staying one-hot", () => {
    const encoder = new ObservationEncoder(space, NORMAL, 1, 2);
    for (const batch of batches) encoder.observe(batch, BOTH);
    const seen = batches.map((batch) => encode(encoder, batch));
    for (const i of [0, 1]) {
      const values = seen.flatMap((row) => [row[i], row[4 + i]]);
      const mean = values.reduce((a, b) => a + b, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
      expect(mean).toBeCloseTo(0, 3);
      expect(variance).toBeCloseTo(1, 3);
    }
    for (const row of seen) expect([...row.slice(2, 4), ...row.slice(6)].sort()).toEqual([0, 0, 1, 1]);
  });

  it("are cut off at ten deviations", () => {
    const encoder = new ObservationEncoder(new Box(-1e6, 1e6, { shape: [1] }), NORMAL, 1, 2);
    for (let t = 0; t < 100; t++) encoder.observe(Float64Array.of(t % 2, (t + 1) % 2), BOTH);
    expect(encode(encoder, Float64Array.of(1e6, -1e6))).toEqual([10, -10]);
  });

  it("belong to each replica alone", () => {
    const together = new ObservationEncoder(new Box(-9, 9, { shape: [1] }), NORMAL, 2, 1);
    const alone = new ObservationEncoder(new Box(-9, 9, { shape: [1] }), NORMAL, 1, 1);
    for (let t = 0; t < 20; t++) {
      together.observe(Float64Array.of(Math.sin(t), 5 + Math.cos(3 * t)), BOTH);
      alone.observe(Float64Array.of(5 + Math.cos(3 * t)), Uint8Array.of(1));
    }
    const target = new Float64Array(1);
    alone.encode(Float64Array.of(4), target);
    expect(encode(together, Float64Array.of(0.5, 4))[1]).toBe(target[0]);
  });

  it("leave resets out", () => {
    const all = new ObservationEncoder(new Box(-9, 9, { shape: [1] }), NORMAL, 1, 2);
    const some = new ObservationEncoder(new Box(-9, 9, { shape: [1] }), NORMAL, 1, 2);
    for (let t = 0; t < 9; t++) {
      all.observe(Float64Array.of(Math.sin(t), Math.sin(t + 1)), BOTH);
      some.observe(Float64Array.of(Math.sin(t), Math.sin(t + 1)), BOTH);
      some.observe(Float64Array.of(100, 200), Uint8Array.of(0, 0));
    }
    expect(some.counters()).toEqual(all.counters());
  });

  it("go on from saved numbers", () => {
    const first = new ObservationEncoder(space, NORMAL, 1, 2);
    for (const batch of batches) first.observe(batch, BOTH);
    const second = new ObservationEncoder(space, NORMAL, 1, 2);
    second.restored(JSON.parse(JSON.stringify(first.counters())));
    expect(encode(second, batches[0])).toEqual(encode(first, batches[0]));
  });
});
