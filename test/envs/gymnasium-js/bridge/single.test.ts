import { isRemoteId, make } from "gymnasium-js";
import { connect, type GymnasiumServer, RemoteError } from "gymnasium-js/bridge";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bridgeAddress, bridgeServer } from "./bridge-server.js";

let server: GymnasiumServer;
beforeAll(async () => {
  server = await bridgeServer();
});
afterAll(() => server?.close());

describe("ids", () => {
  it("gymnasium:ID is made by Python, on a connection of its own", async () => {
    const env = await make("gymnasium:CartPole", { maxEpisodeSteps: 3, renderMode: "rgb_array" });
    expect(env.spec).toMatchObject({ id: "gymnasium:CartPole-v1", maxEpisodeSteps: 3, rewardThreshold: 475 });
    expect(env.metadata).toEqual({ renderModes: ["human", "rgb_array"], renderFps: 50 });
    expect(env.renderMode).toBe("rgb_array");
    await env.reset({ seed: 1 });
    const steps = [await env.step(0), await env.step(1), await env.step(0)];
    expect(steps.map(({ truncated }) => truncated)).toEqual([false, false, true]);
    await env.close();
    await env.close();
    await expect(env.step(0)).rejects.toThrow("step: the environment is closed");
    await expect(env.reset()).rejects.toThrow("reset: the environment is closed");
    await expect(env.render()).rejects.toThrow("render: the environment is closed");
  });

  it.each([["gymnasium:"], ["ws://localhost:1"], ["ws://localhost:1/"]] as const)(
    "%s names no environment",
    async (id) => {
      await expect(make(id)).rejects.toThrow(
        `environment id: ${id} is not allowed; use gymnasium:ID, ws://host:port/ID`,
      );
    },
  );

  it("are told apart from those of this package", () => {
    expect(
      ["CartPole-v1", "gymnasium:CartPole-v1", "ws://a:1/ALE/Pong-v5", "wss://a/b", 7].map(isRemoteId),
    ).toEqual([...[false, true, true, true, false]]);
  });
});

describe("seeds", () => {
  it.each([[0], [7], [2 ** 53 - 1], [2n ** 53n + 1n], [2n ** 200n]])("%s arrives as it is", async (seed) => {
    const env = await server.make("bridge_envs:Echo-v0", { kwargs: { space: "discrete" } });
    expect((await env.reset({ seed })).info).toEqual({ seed: `${seed}`, options: null });
  });

  it.each([[-1], [0.5], [2 ** 53], [-1n], ["1"]])("%s is refused", async (seed) => {
    const env = await server.make("CartPole-v1");
    await expect(env.reset({ seed: seed as number })).rejects.toThrow(
      `seed: ${seed} is not allowed; use an integer ≥ 0`,
    );
  });
});

describe("infos", () => {
  it("carry every kind of value", async () => {
    const env = await server.make("bridge_envs:Infos-v0");
    expect((await env.reset({ seed: 3 })).info).toEqual({ seed: 3 });
    const { info } = await env.step(0);
    expect(info).toEqual(
      Object.fromEntries([
        ["integer", 1],
        ["wide", 2n ** 60n + 1n],
        ["wider", 2n ** 70n],
        ["float", 0.1],
        ["nan", Number.NaN],
        ["infinite", -Infinity],
        ["float32", Math.fround(0.1)],
        ["bool", true],
        ["numpy bool", false],
        ["text", "déjà vu 😀"],
        ["none", null],
        ["floats", Float64Array.of(0, 1, 2, 3, 4, 5)],
        ["bools", Uint8Array.of(1, 0, 1)],
        ["halves", Float32Array.of(1.5, -0, Infinity)],
        ["safe", Float64Array.of(1, -(2 ** 53) + 1)],
        ["unsafe", BigInt64Array.of(1n, 2n ** 62n)],
        ["unsigned", BigUint64Array.of(2n ** 64n - 1n)],
        ["reversed", Int16Array.of(3, 2, 1, 0)],
        ["big endian", Int32Array.of(1, 2)],
        ["strings", ["a", "bc"]],
        ["list", [1, [2.5, "x"], {}]],
        ["nested", { depth: { deeper: 1 } }],
        ["__proto__", { polluted: true }],
        ["object", { python: "complex", repr: "(1+2j)" }],
      ]),
    );
    expect((info as { polluted?: unknown }).polluted).toBeUndefined();
    expect((await env.step(0)).info).toEqual({});
    expect((await env.step(0)).info).toMatchObject({ integer: 3, wide: 2n ** 60n + 1n, float: 0.1 });
  });

  it("options arrive", async () => {
    const env = await server.make("bridge_envs:Echo-v0", { kwargs: { space: "discrete" } });
    const options = { low: -0.5, list: [1, "a", null, true], nested: { x: 1 } };
    expect((await env.reset({ options })).info).toEqual({ seed: "None", options });
    const refused = env.reset({ options: { list: [1, Number.NaN] } });
    await expect(refused).rejects.toThrow(
      "options.list[1]: NaN is not allowed; use null, booleans, finite numbers",
    );
  });
});

describe("Python's exceptions", () => {
  it("of make", async () => {
    const error = await make("gymnasium:CartPol-v1").catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RemoteError);
    expect(error).toMatchObject({
      message:
        "gymnasium:CartPol-v1: NameNotFound: Environment `CartPol` doesn't exist. Did you mean: `CartPole`?",
      type: "gymnasium.error.NameNotFound",
      pythonMessage: "Environment `CartPol` doesn't exist. Did you mean: `CartPole`?",
    });
    const { mro, traceback } = error as RemoteError;
    expect(mro).toContain("gymnasium.error.UnregisteredEnv");
    expect(traceback).toContain("Traceback (most recent call last)");
  });

  it("of an environment leave it usable", async () => {
    const env = await server.make("bridge_envs:Faulty-v0");
    await expect(env.step(0)).rejects.toMatchObject({ type: "gymnasium.error.ResetNeeded" });
    await env.reset();
    const own = "bridge_envs:Faulty-v0: ValueError: the environment's own mistake";
    await expect(env.step(1)).rejects.toMatchObject({
      name: "RemoteError",
      type: "ValueError",
      message: own,
    });
    await expect(env.step(2)).rejects.toThrow(/^bridge_envs:Faulty-v0: FaultyError$/);
    await expect(env.step(4)).rejects.toThrow("observation has shape (3,)");
    const step = await env.step(3);
    expect([step.reward, ...(step.observation as Float32Array)]).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
    expect((await env.step(0)).reward).toBe(1);
  });
});

describe("pictures", () => {
  it("are frames or texts", async () => {
    const env = await server.make("bridge_envs:Sparse-v0", { renderMode: "rgb_array" });
    await env.reset();
    await env.step(0);
    const pixels = Uint8Array.of(1, 10, 20, ...new Array<number>(15).fill(0));
    expect(await env.render()).toEqual({ width: 3, height: 2, pixels });
    const text = await server.make("bridge_envs:Sparse-v0", { renderMode: "ansi" });
    await text.reset();
    expect(await text.render()).toBe("\u001b[1mstep 0\u001b[0m");
  });

  it("are lists of frames in such a mode", async () => {
    const env = await server.make("bridge_envs:Sparse-v0", { renderMode: "rgb_array_list" });
    await env.reset();
    await env.step(0);
    expect(await env.render()).toMatchObject([{ width: 3 }, { height: 2 }]);
    expect(await env.render()).toEqual([]);
  });

  it("need a mode", async () => {
    const env = await server.make("bridge_envs:Sparse-v0");
    await env.reset();
    const refused = "renderMode: undefined is not allowed; use one of its modes with make: rgb_array, ansi.";
    await expect(env.render()).rejects.toThrow(refused);
    const unknown = server.make("bridge_envs:Sparse-v0", { renderMode: "holo" });
    await expect(unknown).rejects.toThrow("renderMode is 'holo'; allowed is one of rgb_array, ansi");
  });
});

describe("what make takes", () => {
  it("wrappers, kwargs and imports", async () => {
    const wrappers = ["RecordEpisodeStatistics", { name: "ClipReward", kwargs: { max_reward: 1.5 } }];
    const env = await server.make("Sparse-v0", {
      imports: ["bridge_envs"],
      wrappers,
      disableEnvChecker: true,
    });
    await env.reset({ seed: 3 });
    expect((await env.step(0)).reward).toBe(1);
    expect((await env.step(0)).reward).toBe(1.5);
    expect((await env.step(0)).info).toMatchObject({ episode: { r: 6, l: 3 } });
  });

  it.each([
    [{ rendermode: "x" }, "option: rendermode is not allowed; use renderMode, or another of kwargs"],
    [{ kwargs: { f: () => 1 } }, "kwargs.f"],
    [{ kwargs: { big: 1n } }, "kwargs.big: 1 is not allowed; use null, booleans"],
    [{ kwargs: null }, "kwargs: null is not allowed; use an object"],
    [
      { kwargs: { render_mode: "ansi" } },
      "render_mode is not the environment's own argument; use renderMode",
    ],
    [
      { wrappers: [{ name: "ClipReward", vector: true }] },
      "those of vector environments do not fit a single one",
    ],
    [{ kwargs: [1] }, "kwargs: [1] is not allowed; use an object"],
    [{ maxEpisodeSteps: 0 }, "maxEpisodeSteps: 0 is not allowed; use an integer ≥ 1, or −1"],
    [{ wrappers: [{ nam: "x" }] }, "wrappers[0]"],
    [
      { wrappers: [{ name: "ClipReward", kwarg: {} }] },
      "wrappers[0]: kwarg is not allowed; use name, kwargs and vector",
    ],
    [{ imports: "ale_py" }, "imports: ale_py is not allowed; use names of Python modules"],
    [{ disableEnvChecker: 1 }, "disableEnvChecker: 1 is not allowed; use true or false"],
    [{ numEnvs: 2 }, "option: numEnvs is not allowed"],
  ])("refuses %o: %s", async (options, message) => {
    await expect(server.make("CartPole-v1", options as object)).rejects.toThrow(message);
  });

  it.each([
    [{ timeout: 0 }, "timeout: 0 is not allowed; use milliseconds above 0"],
    [{ token: "a b" }, "token: what was given is not allowed; use printable ASCII"],
    [{ sameCore: 1 }, "sameCore: 1 is not allowed; use true or false"],
    [{ tokn: "" }, "option: tokn is not allowed; use token"],
  ])("connect refuses %j", async (options, message) => {
    await expect(connect("ws://localhost:1", options as object)).rejects.toThrow(message);
  });
});

describe("several environments on a connection", () => {
  it("answer their own calls, many under way", async () => {
    const envs = await Promise.all(
      ["CartPole-v1", "bridge_envs:Sparse-v0", "Acrobot-v1"].map((id) => server.make(id)),
    );
    await Promise.all(envs.map((env) => env.reset({ seed: 9 })));
    const steps = await Promise.all([0, 1, 2, 3].flatMap(() => envs.map((env) => env.step(0))));
    expect(steps.map(({ observation }) => (observation as Float32Array).length)).toEqual(
      [0, 1, 2, 3].flatMap(() => [4, 2, 6]),
    );
    expect([1, 4, 7, 10].map((i) => (steps[i]!.observation as Float32Array)[1])).toEqual([1, 2, 3, 4]);
    await envs[0]!.close();
    await expect(envs[1]!.step(0)).resolves.toBeDefined();
  });

  it("end with it", async () => {
    const other = await connect(await bridgeAddress());
    const env = await other.make("CartPole-v1");
    await env.reset();
    await other.close();
    await expect(env.step(0)).rejects.toThrow("CartPole-v1: its connection was closed: by its user");
    await env.close();
  });
});
