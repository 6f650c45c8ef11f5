import {
  CartPoleEnv,
  CartPoleVectorEnv,
  DeprecatedEnvironmentError,
  InvalidArgumentError,
  make,
  makeVec,
  type NumericArray,
  nearest,
  ResetNeededError,
  register,
  registeredSpecs,
  spec,
  TimeLimit,
  UnknownEnvironmentError,
  UnknownNamespaceError,
  unwrapped,
} from "gymnasium-js";
import { describe, expect, test } from "vitest";

describe("registry", () => {
  test("knows the classic control environments, with descriptions", () => {
    for (const id of ["CartPole-v1", "Acrobot-v1", "MountainCar-v0"]) {
      expect(registeredSpecs().map((entry) => entry.id)).toContain(id);
      expect(spec(id).description).toMatch(/\.$/);
    }
    expect([spec("CartPole-v1").maxEpisodeSteps, spec("CartPole-v1").rewardThreshold]).toEqual([500, 475]);
  });

  test("an id without a version means the latest", () => {
    expect(spec("CartPole").id).toBe("CartPole-v1");
    for (const version of [2, 10, 9])
      register({ id: `Test/Versions-v${version}`, entryPoint: () => new CartPoleEnv() });
    expect(spec("Test/Versions").id).toBe("Test/Versions-v10");
    expect(() => spec("Versions")).toThrow(UnknownEnvironmentError);
  });

  test.each([
    ["CartPol-v1", "CartPole-v1"],
    ["cartpole-v1", "CartPole-v1"],
    ["CartPole-v7", "CartPole-v1"],
    ["MountianCar", "MountainCar-v0"],
  ])("%s: did you mean %s?", (id, meant) => {
    expect(() => make(id)).toThrow(`did you mean ${meant}?`);
  });

  test("an older version than there is names the newest", () => {
    expect(() => make("CartPole-v0")).toThrow(DeprecatedEnvironmentError);
    expect(() => make("Taxi-v3")).toThrow(
      "environment id: Taxi-v3 is not registered; this version is deprecated: use Taxi-v4.",
    );
    register({ id: "Test/Unversioned", entryPoint: () => new CartPoleEnv() });
    expect(() => spec("Test/Unversioned-v3")).toThrow("use Test/Unversioned.");
  });

  test("a namespace that nothing is in, or a misspelt one", () => {
    register({ id: "Namespace/Here-v0", entryPoint: () => new CartPoleEnv() });
    expect(() => spec("ALE/Pong-v5")).toThrow(UnknownNamespaceError);
    expect(() => spec("ALE/Pong-v5")).toThrow("nothing is in the namespace ALE: import the package");
    expect(() => spec("Namespce/Here-v0")).toThrow("did you mean the namespace Namespace?");
    expect(() => spec("my-package:My/Env-v0")).toThrow(
      "import my-package, which may register it, and ask for My/Env-v0 then.",
    );
  });

  test("refuses versions beside none, and entries that make nothing", () => {
    const entryPoint = () => new CartPoleEnv();
    register({ id: "Test/With-v1", entryPoint });
    expect(() => register({ id: "Test/With", entryPoint })).toThrow(
      "environment id: Test/With is not allowed; use an id with a version, as Test/With-v1 has.",
    );
    register({ id: "Test/Without", entryPoint });
    expect(() => register({ id: "Test/Without-v1", entryPoint })).toThrow("an id without a version");
    expect(() => register({ id: "Test/Nothing-v0" } as never)).toThrow(
      "Test/Nothing-v0.entryPoint: undefined",
    );
    expect(() => spec("Test/Nothing-v0")).toThrow(UnknownEnvironmentError);
  });

  test("far away ids list what there is", () => {
    expect(() => make("Backgammon-v3")).toThrow(/is not registered; known are .*CartPole-v1/);
    expect(nearest("xyzzy", ["CartPole-v1"])).toBeUndefined();
    expect(() => make("a b")).toThrow(InvalidArgumentError);
  });
});

describe("make", () => {
  test("wraps in the time limit, and −1 disables it", () => {
    const env = make("CartPole-v1", { maxEpisodeSteps: 3 });
    expect(env).toBeInstanceOf(TimeLimit);
    expect(env.spec?.maxEpisodeSteps).toBe(3);
    expect(unwrapped(env)).toBeInstanceOf(CartPoleEnv);
    env.reset({ seed: 1 });
    const flags = [0, 1, 0, 1].map((action) => env.step(action).truncated);
    expect(flags).toEqual([false, false, true, true]);
    env.reset();
    expect(env.step(0).truncated).toBe(false);
    expect(make("CartPole-v1", { maxEpisodeSteps: -1 })).not.toBeInstanceOf(TimeLimit);
    for (const maxEpisodeSteps of [0, -2, 1.5]) {
      expect(() => make("CartPole-v1", { maxEpisodeSteps })).toThrow(InvalidArgumentError);
    }
  });

  test("a time limit saves its count", () => {
    const env = make("CartPole-v1", { maxEpisodeSteps: 3 });
    env.reset({ seed: 1 });
    env.step(0);
    env.step(1);
    const saved = env.state!();
    expect(env.step(0).truncated).toBe(true);
    env.reset();
    env.restore!(saved);
    expect(env.step(0).truncated).toBe(true);
  });

  test("a step before reset is refused", () => {
    expect(() => make("Acrobot-v1").step(0)).toThrow(ResetNeededError);
    expect(() => makeVec("Acrobot-v1").step(Int32Array.of(0))).toThrow(ResetNeededError);
  });

  test("keyword arguments reach the environment, unknown ones are refused", () => {
    const env = make("CartPole-v1", { sutton_barto_reward: true });
    env.reset({ seed: 1 });
    expect(env.step(1).reward).toBe(0);
    expect(() => make("CartPole-v1", { length: 2 })).toThrow("keyword argument: length is not allowed");
    expect(() => makeVec("CartPole-v1", { sutton_barto_reward: 1 })).toThrow(InvalidArgumentError);
  });
});

describe("makeVec", () => {
  test("takes the native form", () => {
    const env = makeVec("CartPole", { numEnvs: 5 });
    expect(env).toBeInstanceOf(CartPoleVectorEnv);
    expect(env.numEnvs).toBe(5);
    expect(env.spec.id).toBe("CartPole-v1");
    expect(() => makeVec("CartPole-v1", { numEnvs: 0 })).toThrow(InvalidArgumentError);
  });

  test("steps single environments where there is none, with their time limit", () => {
    register({ id: "Test/Plain-v0", entryPoint: (kwargs) => new CartPoleEnv(kwargs), maxEpisodeSteps: 2 });
    const env = makeVec("Test/Plain-v0", { numEnvs: 2 });
    const { observations } = env.reset({ seed: 4 }) as { observations: NumericArray };
    expect(observations.length).toBe(8);
    env.step(Int32Array.of(0, 1));
    const step = env.step(Int32Array.of(0, 1)) as { truncated: Uint8Array };
    expect(Array.from(step.truncated)).toEqual([1, 1]);
    expect(env.spec.maxEpisodeSteps).toBe(2);
  });
});
