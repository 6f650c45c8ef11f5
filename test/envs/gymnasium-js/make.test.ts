import {
  CartPoleEnv,
  CartPoleVectorEnv,
  ClipReward,
  type Env,
  InvalidArgumentError,
  make,
  makeVec,
  OrderEnforcing,
  PassiveEnvChecker,
  RecordEpisodeStatistics,
  register,
  TimeLimit,
  unwrapped,
  Wrapper,
} from "gymnasium-js";
import { describe, expect, test } from "vitest";

/** The names of an environment's layers, the outermost first. */
function layers(env: Env): string[] {
  const names = [env.constructor.name];
  for (let inner = env; inner instanceof Wrapper; ) {
    inner = inner.env;
    names.push(inner.constructor.name);
  }
  return names;
}

const dearer = (env: Env): Env => new ClipReward(env, { maxReward: 0.5 });
const counted = (env: Env): Env => new RecordEpisodeStatistics(env);
register({ id: "Make/Plain-v0", entryPoint: (kwargs) => new CartPoleEnv(kwargs), maxEpisodeSteps: 5 });
register({
  id: "Make/Wrapped-v0",
  entryPoint: (kwargs) => new CartPoleEnv(kwargs),
  vectorEntryPoint: (numEnvs, kwargs, limit, spec) => new CartPoleVectorEnv(numEnvs, kwargs, limit, spec),
  maxEpisodeSteps: 5,
  additionalWrappers: [dearer, counted],
});

describe("make wraps in Gymnasium's order", () => {
  test("checker, order, time limit, then the entry's own wrappers, the first one innermost", () => {
    expect(layers(make("Make/Wrapped-v0"))).toEqual([
      "RecordEpisodeStatistics",
      "ClipReward",
      "TimeLimit",
      "OrderEnforcing",
      "PassiveEnvChecker",
      "CartPoleEnv",
    ]);
  });

  test("without a limit, and without the checker, by option or by entry", () => {
    expect(layers(make("Make/Plain-v0", { maxEpisodeSteps: -1 }))).toEqual([
      "OrderEnforcing",
      "PassiveEnvChecker",
      "CartPoleEnv",
    ]);
    expect(layers(make("Make/Plain-v0", { disableEnvChecker: true }))).not.toContain("PassiveEnvChecker");
    // Ours are checked by their tests, and the option overrules that.
    expect(layers(make("CartPole-v1"))).toEqual(["TimeLimit", "OrderEnforcing", "CartPoleEnv"]);
    expect(layers(make("CartPole-v1", { disableEnvChecker: false }))).toContain("PassiveEnvChecker");
  });

  test("an entry may be given itself, as the spec of another environment", () => {
    const env = make("Make/Plain-v0", { maxEpisodeSteps: 3, sutton_barto_reward: true });
    expect(env.spec).toMatchObject({ id: "Make/Plain-v0", maxEpisodeSteps: 3 });
    const again = make(env.spec!);
    expect(again).toBeInstanceOf(TimeLimit);
    again.reset({ seed: 1 });
    expect(again.step(1).reward).toBe(0);
    expect(unwrapped(again).spec?.kwargs).toEqual({ sutton_barto_reward: true });
  });

  test("the checker makes no difference to a sound environment, saved in the middle too", () => {
    const play = (env: Env): unknown[] => {
      const results: unknown[] = [env.reset({ seed: 3 })];
      for (const action of [0, 1, 1]) results.push(env.step(action));
      env.restore?.(env.state!());
      results.push(env.step(0), env.step(1));
      return results;
    };
    const checked = make("Make/Plain-v0");
    const bare = make("Make/Plain-v0", { disableEnvChecker: true });
    expect(play(checked)).toEqual(play(bare));
    expect(checked.state!()).toEqual(bare.state!());
  });
});

describe("makeVec", () => {
  test("takes the native form unless something speaks against it", () => {
    expect(makeVec("CartPole-v1")).toBeInstanceOf(CartPoleVectorEnv);
    expect(makeVec("CartPole-v1", { vectorizationMode: "native" })).toBeInstanceOf(CartPoleVectorEnv);
    for (const options of [
      { vectorizationMode: "sync" },
      { wrappers: [dearer] },
      { autoresetMode: "next-step" },
    ] as const) {
      expect(makeVec("CartPole-v1", options)).not.toBeInstanceOf(CartPoleVectorEnv);
    }
    expect(makeVec("Make/Wrapped-v0")).not.toBeInstanceOf(CartPoleVectorEnv);
  });

  test.each([
    ["Make/Plain-v0", {}, "there is no native vector form"],
    ["Make/Wrapped-v0", {}, "it has further wrappers"],
    ["CartPole-v1", { wrappers: [dearer] }, "it has further wrappers"],
    ["CartPole-v1", { autoresetMode: "disabled" }, "autoresetMode is disabled"],
  ] as const)("refuses the native form of %s %o: %s", (id, options, reason) => {
    const native = () => makeVec(id, { ...options, vectorizationMode: "native" });
    expect(native).toThrow(InvalidArgumentError);
    expect(native).toThrow(reason);
  });

  test("refuses modes that there are not", () => {
    for (const option of [{ vectorizationMode: "async" }, { autoresetMode: "never" }]) {
      expect(() => makeVec("CartPole-v1", option as never)).toThrow(InvalidArgumentError);
    }
  });

  test("puts wrappers around each environment, outside the time limit", () => {
    const env = makeVec("CartPole-v1", { numEnvs: 2, wrappers: [dearer, counted], maxEpisodeSteps: 2 });
    env.reset({ seed: 1 });
    env.step(Int32Array.of(0, 1));
    const { rewards, truncated, infos } = env.step(Int32Array.of(1, 0)) as Awaited<
      ReturnType<typeof env.step>
    >;
    expect([...rewards, ...truncated]).toEqual([0.5, 0.5, 1, 1]);
    expect(infos.final_info).toMatchObject({ episode: { r: Float64Array.of(1, 1) } });
  });

  test("the two forms of an environment give the same episodes", () => {
    const native = makeVec("CartPole-v1", { numEnvs: 2 });
    const sync = makeVec("CartPole-v1", { numEnvs: 2, vectorizationMode: "sync" });
    native.reset({ seed: 8 });
    sync.reset({ seed: 8 });
    for (let t = 0; t < 60; t++) {
      const actions = Int32Array.of(t % 2, t % 3 === 0 ? 1 : 0);
      const [a, b] = [native.step(actions), sync.step(actions)] as Awaited<ReturnType<typeof sync.step>>[];
      expect(a!.observations).toEqual(b!.observations);
      expect(a!.terminated).toEqual(b!.terminated);
    }
  });
});

test("the layers are exported for those who build their own", () => {
  const env = new OrderEnforcing(new PassiveEnvChecker(new CartPoleEnv()));
  expect(env.reset({ seed: 1 }).observation).toEqual(make("CartPole-v1").reset({ seed: 1 }).observation);
});
