import { infoOf, makeVec } from "gymnasium-js";
import type { GymnasiumServer } from "gymnasium-js/bridge";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bridgeServer } from "./bridge-server.js";

const ID = "bridge_envs:Sparse-v0";

let server: GymnasiumServer;
beforeAll(async () => {
  server = await bridgeServer();
});
afterAll(() => server?.close());

const none = new Int32Array(3);

describe("autoreset", () => {
  it("same-step: the next observation, and the last one beside it", async () => {
    const env = await server.makeVec(ID, { numEnvs: 3, autoresetMode: "same-step" });
    expect(env.autoresetMode).toBe("same-step");
    await env.reset({ seed: [1, 2, 5] });
    const first = await env.step(Int32Array.of(1, 0, 0));
    expect([first.terminated, first.truncated, first.valid]).toEqual([
      flags(1, 0, 0),
      flags(0, 0, 0),
      flags(1, 1, 1),
    ]);
    expect(rows(first.observations)).toEqual([
      [2, 0],
      [1, 1],
      [1, 1],
    ]);
    expect(rows(first.finalObservations)[0]).toEqual([1, 1]);
    expect(first.infos.final_obs).toEqual([Float32Array.of(1, 1), null, null]);
    expect(first.infos._final_obs).toEqual(flags(1, 0, 0));
    expect(infoOf(first.infos, 0, 3)).toEqual({
      begun: 2,
      final_obs: Float32Array.of(1, 1),
      final_info: {
        number: 0.5,
        flag: true,
        text: "told",
        array: Int8Array.of(1, 1, 1, 1),
        nested: { number: 1 },
      },
    });
    const second = await env.step(none);
    expect(second.terminated).toEqual(flags(1, 1, 0));
    expect(rows(second.finalObservations).slice(0, 2)).toEqual([
      [2, 1],
      [1, 2],
    ]);
    expect([...second.rewards]).toEqual([1, 2, 2]);
    for (let i = 0; i < 2; i++) await env.step(none);
    const fifth = await env.step(none);
    expect([fifth.terminated[2], fifth.truncated[2]]).toEqual([1, 1]);
  });

  it.each([[undefined], ["next-step" as const]])(
    "%s: a reset transition is not valid",
    async (autoresetMode) => {
      const env = await server.makeVec(ID, { numEnvs: 3, ...(autoresetMode && { autoresetMode }) });
      expect(env.autoresetMode).toBe("next-step");
      await env.reset({ seed: [1, 2, 5] });
      const valid: number[][] = [];
      const observed: number[][][] = [];
      for (let k = 0; k < 4; k++) {
        const step = await env.step(none);
        expect(step.finalObservations).toBe(step.observations);
        valid.push([...step.valid]);
        observed.push(rows(step.observations));
      }
      expect(valid).toEqual([
        [1, 1, 1],
        [0, 1, 1],
        [1, 0, 1],
        [0, 1, 1],
      ]);
      expect(observed.map((all) => all[0])).toEqual([
        [1, 1],
        [2, 0],
        [2, 1],
        [3, 0],
      ]);
      await env.reset({ seed: [1, 2, 5] });
      expect((await env.step(none)).valid).toEqual(flags(1, 1, 1));
    },
  );

  it("disabled: what is over must be reset", async () => {
    const env = await server.makeVec(ID, { numEnvs: 3, autoresetMode: "disabled" });
    await expect(env.reset({ mask: flags(1, 0, 0) })).rejects.toThrow(
      "reset with a mask: the environment has not been reset",
    );
    await env.reset({ seed: [1, 2, 5] });
    const first = await env.step(none);
    expect(rows(first.finalObservations)[0]).toEqual([1, 1]);
    await expect(env.step(none)).rejects.toThrow(
      "step: the episode of sub-environment 0 is over; call reset({ mask })",
    );
    const { observations, infos } = await env.reset({ mask: flags(1, 0, 0) });
    expect(rows(observations)).toEqual([
      [2, 0],
      [1, 1],
      [1, 1],
    ]);
    expect(infos).toEqual({ begun: expect.anything(), _begun: flags(1, 0, 0) });
    expect((await env.step(none)).terminated).toEqual(flags(1, 1, 0));
  });

  it("an environment's own form has its own mode and takes no mask", async () => {
    const env = await server.makeVec("CartPole-v1", { numEnvs: 2, vectorizationMode: "native" });
    expect(env.autoresetMode).toBe("next-step");
    await env.reset({ seed: 3 });
    const refused =
      "mask: [1, 0] is not allowed; use none: the vector form of CartPole-v1 resets all or none.";
    await expect(env.reset({ mask: flags(1, 0) })).rejects.toThrow(refused);
    const making = server.makeVec("CartPole-v1", {
      numEnvs: 2,
      vectorizationMode: "native",
      autoresetMode: "same-step",
    });
    await expect(making).rejects.toThrow("autoresetMode is 'SameStep'");
  });
});

const flags = (...values: number[]): Uint8Array => Uint8Array.from(values);

function rows(observations: ArrayLike<number>): number[][] {
  return Array.from({ length: observations.length / 2 }, (_, i) => [
    observations[2 * i]!,
    observations[2 * i + 1]!,
  ]);
}

describe("infos", () => {
  it("have masks", async () => {
    const env = await server.makeVec(ID, { numEnvs: 3 });
    expect((await env.reset({ seed: [9, 9, 9] })).infos).toEqual({
      begun: Float64Array.of(1, 1, 1),
      _begun: flags(1, 1, 1),
    });
    const { infos } = await env.step(Int32Array.of(1, 0, 1));
    const told = flags(1, 0, 1);
    expect(infos).toEqual({
      number: Float64Array.of(0.5, 0, 0.5),
      _number: told,
      flag: [true, false, true],
      _flag: told,
      text: ["told", null, "told"],
      _text: told,
      array: Int8Array.of(1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1),
      _array: told,
      nested: { number: Float64Array.of(1, 0, 1), _number: told },
      _nested: told,
    });
    expect(infoOf(infos, 2, 3)).toEqual({
      number: 0.5,
      flag: true,
      text: "told",
      array: Int8Array.of(1, 1, 1, 1),
      nested: { number: 1 },
    });
    expect(infoOf(infos, 1, 3)).toEqual({});
    expect((await env.step(none)).infos).toEqual({});
  });

  it("come from vector wrappers too", async () => {
    const wrappers = [{ name: "RecordEpisodeStatistics", vector: true }];
    const env = await server.makeVec(ID, { numEnvs: 3, autoresetMode: "same-step", wrappers });
    await env.reset({ seed: [1, 2, 5] });
    const { infos } = await env.step(none);
    expect(infos._episode).toEqual(flags(1, 0, 0));
    expect((infos.episode as { l: ArrayLike<number> }).l[0]).toBe(1);
  });
});

describe("seeds", () => {
  it("one for all counts up, also beyond 2^53; a list names each", async () => {
    const env = await server.makeVec("bridge_envs:Echo-v0", { kwargs: { space: "discrete" }, numEnvs: 3 });
    const seeds = async (seed: bigint | number | (bigint | number | null)[]) =>
      (await env.reset({ seed })).infos.seed;
    expect(await seeds(7)).toEqual(["7", "8", "9"]);
    expect(await seeds(2n ** 60n)).toEqual([0n, 1n, 2n].map((i) => `${2n ** 60n + i}`));
    expect(await seeds([2n ** 70n, null, 5])).toEqual([`${2n ** 70n}`, "None", "5"]);
    await expect(env.reset({ seed: [1, 2] })).rejects.toThrow("seed: ");
    await expect(env.reset({ seed: [1, -2, 3] })).rejects.toThrow("seed: -2 is not allowed");
  });
});

describe("actions", () => {
  it("are checked as a whole before any is sent", async () => {
    const env = await server.makeVec(ID, { numEnvs: 3 });
    await expect(env.step(none)).rejects.toThrow("step: the environment has not been reset yet");
    await env.reset({ seed: [9, 9, 9] });
    await expect(env.step(new Int32Array(4))).rejects.toThrow(
      "actions: 4 entries were given; 3 are expected",
    );
    await expect(env.step(Int32Array.of(0, 2, 5))).rejects.toThrow(
      "action of sub-environment 1: 2 is not in Discrete(2)",
    );
    await expect(env.step(Float64Array.of(0, 0, 0.5))).rejects.toThrow(
      "sub-environment 2: 0.5 is not in Discrete(2)",
    );
    await expect(env.step(Float64Array.of(Number.NaN, 0, 0))).rejects.toThrow("sub-environment 0: NaN");
    expect(rows((await env.step(Float64Array.of(1, 0, 1))).observations)).toEqual([
      [1, 1],
      [1, 1],
      [1, 1],
    ]);
  });
});

describe("an error in mid-step", () => {
  it("asks for a reset of all", async () => {
    const env = await server.makeVec("bridge_envs:Faulty-v0", { numEnvs: 2, vectorizationMode: "sync" });
    await env.reset();
    await expect(env.step(Int32Array.of(0, 1))).rejects.toThrow("ValueError: the environment's own mistake");
    await expect(env.step(Int32Array.of(0, 0))).rejects.toThrow(/ResetNeeded/);
    await env.reset();
    await env.step(Int32Array.of(0, 0));
  });
});

describe("pictures", () => {
  it("are of one sub-environment", async () => {
    const env = await server.makeVec(ID, { numEnvs: 3, renderMode: "rgb_array" });
    await env.reset({ seed: [1, 9, 9] });
    for (let k = 0; k < 2; k++) await env.step(none);
    const first = async (index?: number) => ((await env.render(index)) as { pixels: Uint8Array }).pixels[0];
    expect([await first(), await first(1)]).toEqual([0, 2]);
    await expect(env.render(3)).rejects.toThrow("index: 3 is not allowed; use a sub-environment, 0 … 2");
  });
});

describe("makeVec", () => {
  it("makes Python's forms by id", async () => {
    const env = await makeVec("gymnasium:CartPole-v1", {
      numEnvs: 2,
      vectorizationMode: "async",
      autoresetMode: "same-step",
    });
    expect([env.spec.id, env.numEnvs, env.autoresetMode]).toEqual(["gymnasium:CartPole-v1", 2, "same-step"]);
    await env.reset({ seed: 1 });
    await env.step(new Int32Array(2));
    await env.close();
    await env.close();
    await expect(env.step(new Int32Array(2))).rejects.toThrow("step: the environment is closed");
  });

  it.each([
    [{ numEnvs: 0 }, "numEnvs: 0 is not allowed; use an integer ≥ 1"],
    [
      { vectorizationMode: "vector_entry_point" },
      "vectorizationMode: vector_entry_point is not allowed; use sync, async or native",
    ],
    [
      { autoresetMode: "SameStep" },
      "autoresetMode: SameStep is not allowed; use same-step, next-step or disabled",
    ],
    [{ numenvs: 2 }, "option: numenvs is not allowed; use numEnvs"],
  ])("refuses %j", async (options, message) => {
    await expect(server.makeVec("CartPole-v1", options as object)).rejects.toThrow(message);
  });
});
