import { allocate, packingOf, type Space } from "gymnasium-js";
import type { GymnasiumServer } from "gymnasium-js/bridge";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bridgeServer } from "./bridge-server.js";

const PACKED = [
  ...[
    "float64",
    "float32",
    "float16",
    "int64",
    "uint64",
    "int32",
    "int16",
    "int8",
    "uint8",
    "uint16",
    "uint32",
  ].map((dtype) => `box-${dtype}`),
  ...["box-bool", "box-0d", "box-empty", "discrete", "discrete-int32", "multi-discrete", "multi-binary"],
  ...["tuple", "tuple-of-floats", "tuple-empty", "dict", "dict-sorted", "dict-proto"],
];
const UNPACKED = [
  ...["text", "sequence", "sequence-of-dicts", "sequence-stacked", "sequence-stacked-discrete"],
  ...["sequence-stacked-tuple", "graph", "graph-bare", "one-of", "discrete-wide", "mixed"],
];

let server: GymnasiumServer;
beforeAll(async () => {
  server = await bridgeServer();
});
afterAll(() => server?.close());

describe("an environment that observes its action", () => {
  it.each([...PACKED, ...UNPACKED])(
    "%s: what Python draws is in the space, what it is given comes back",
    async (space) => {
      const env = await server.make("bridge_envs:Echo-v0", { kwargs: { space } });
      env.actionSpace.seed(1);
      for (let seed = 0; seed < 20; seed++) {
        const { observation, info } = await env.reset({ seed });
        expect([observation, env.observationSpace.contains(observation)]).toEqual([observation, true]);
        expect(info.seed).toBe(`${seed}`);
        const action = env.actionSpace.sample();
        const step = await env.step(action);
        expect(step.observation).toEqual(action);
        expect(step.info).toEqual({ contained: true });
        // Its own memory: a later step does not change it.
        await env.step(env.actionSpace.sample());
        expect(step.observation).toEqual(action);
      }
      await env.close();
    },
  );

  // Gymnasium itself cannot step a batch of empty tuples.
  it.each(PACKED.filter((space) => space !== "tuple-empty"))("%s: the same for a batch", async (space) => {
    const numEnvs = 3;
    const env = await server.makeVec("bridge_envs:Echo-v0", {
      kwargs: { space },
      numEnvs,
      vectorizationMode: "sync",
    });
    const { size, dtype, unpack } = packingOf(env.observationSpace);
    env.actionSpace.seed(2);
    for (let seed = 0; seed < 10; seed++) {
      const { observations } = await env.reset({ seed });
      expect(observations).toBe(env.observations);
      for (let i = 0; i < numEnvs; i++) {
        const observation = unpack(observations, i * size);
        expect([observation, env.observationSpace.contains(observation)]).toEqual([observation, true]);
      }
      const actions = batchOf(env.actionSpace, numEnvs);
      const step = await env.step(actions);
      expect(step.observations).toEqual(actions);
      expect(step.observations).toBeInstanceOf(allocate(dtype, 0).constructor);
    }
    await env.close();
  });

  it("Gymnasium's samples of one seed equal those of the space here", async () => {
    const env = await server.make("bridge_envs:Echo-v0", { kwargs: { space: "dict" } });
    const { observation } = await env.reset({ seed: 123 });
    env.observationSpace.seed(123);
    expect(observation).toEqual(env.observationSpace.sample());
  });

  it.each(UNPACKED)("%s has no batch", async (space) => {
    const making = server.makeVec("bridge_envs:Echo-v0", { kwargs: { space }, numEnvs: 2 });
    await expect(making).rejects.toThrow(/space .* cannot be packed in a batch/);
  });
});

function batchOf(space: Space, numEnvs: number) {
  const { dtype, size, pack } = packingOf(space);
  const batch = allocate(dtype, numEnvs * size);
  for (let i = 0; i < numEnvs; i++) pack(space.sample(), batch, i * size);
  return batch;
}

describe("actions out of their space are refused before they are sent", () => {
  it.each([
    ["discrete", 2],
    ["discrete", 0.5],
    ["discrete", "1"],
    ["multi-discrete", Int32Array.of(0, 0, 9, 2)],
    ["multi-binary", Int8Array.of(0, 1, 0, 1, 0, 2)],
    ["box-float32", Float32Array.of(0)],
    ["box-float32", undefined],
    ["tuple", [1, Float32Array.of(0, 0, 0)]],
    ["tuple", null],
    ["dict", { a: 1 }],
    ["text", "xyz"],
    ["sequence", 3],
    ["sequence-stacked", Float32Array.of(1)],
    ["graph", { nodes: Float32Array.of(0), edges: null, edgeLinks: null }],
    ["one-of", [5, 1]],
    ["mixed", {}],
  ])("%s: %j", async (space, action) => {
    const env = await server.make("bridge_envs:Echo-v0", { kwargs: { space } });
    await env.reset();
    await expect(env.step(action)).rejects.toThrow(expect.objectContaining({ name: "InvalidActionError" }));
    const good = env.actionSpace.sample();
    expect((await env.step(good)).observation).toEqual(good);
  });

  it.each([
    ["uint8", 256],
    ["uint8", -1],
    ["int8", 0.5],
    ["int32", Number.NaN],
    ["int64", 0.5],
    ["bool", 2],
  ])("%s: %d, which would become another number", async (dtype, number) => {
    const kwargs = { space: `box-${dtype}` };
    const env = await server.make("bridge_envs:Echo-v0", { kwargs });
    await env.reset();
    const action = Array.from(env.actionSpace.sample() as ArrayLike<number>);
    action[0] = number;
    await expect(env.step(action)).rejects.toMatchObject({ name: "InvalidActionError" });
    const vector = await server.makeVec("bridge_envs:Echo-v0", { kwargs, numEnvs: 2 });
    await vector.reset();
    const actions = Float64Array.from([...action.map(() => 0), ...action]);
    await expect(vector.step(actions)).rejects.toMatchObject({ name: "InvalidActionError", index: 1 });
  });

  it("but numbers out of a Box of floats are the environment's business", async () => {
    const env = await server.make("bridge_envs:Echo-v0", { kwargs: { space: "box-float32" } });
    await env.reset();
    const action = Float32Array.of(-7, Number.NaN);
    expect((await env.step(action)).observation).toEqual(action);
    const vector = await server.makeVec("bridge_envs:Echo-v0", {
      kwargs: { space: "box-float32" },
      numEnvs: 1,
    });
    await vector.reset();
    expect((await vector.step(action)).observations).toEqual(action);
  });
});
