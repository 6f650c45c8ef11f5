import { InvalidActionError, InvalidArgumentError, PendulumEnv, ResetNeededError } from "gymnasium-js";
import { describe, expect, test } from "vitest";
import { CounterEnv } from "./fixtures.js";

describe("observations of any space", () => {
  test("a Tuple's are lists, and reset and step report infos", () => {
    const env = new CounterEnv();
    const first = env.reset({ seed: 3 });
    const start = first.observation[0];
    expect(env.observationSpace.contains(first.observation)).toBe(true);
    expect(first.info).toEqual({ steps: 0, pair: Int8Array.of(start, -start) });
    const next = env.step(2);
    expect(next.observation).toEqual([start + 2, start % 2]);
    expect(next.info).toEqual({ steps: 1, pair: Int8Array.of(start + 2, -start - 2) });
  });

  test("a saved state brings back the episode and the draws after it", () => {
    const env = new CounterEnv();
    env.reset({ seed: 3 });
    env.step(1);
    const saved = env.state();
    const play = (copy: CounterEnv) => [
      copy.step(2).observation,
      ...Array.from({ length: 9 }, () => copy.reset().observation),
    ];
    const expected = play(env);
    const other = new CounterEnv();
    other.restore(saved);
    expect(play(other)).toEqual(expected);
  });
});

describe("actions of a Box", () => {
  const pendulum = () => {
    const env = new PendulumEnv();
    env.reset({ seed: 0 });
    return env;
  };

  // Both rewards: Gymnasium 1.3.0, whose result in float64 would be -0.7617653092739346.
  test("are taken in the space's dtype, whatever array brings them", () => {
    const bring = (action: unknown) => pendulum().step(action as Float32Array).reward;
    expect(bring(Float32Array.of(0.1))).toBe(-0.761765309275501);
    expect(bring(Float64Array.of(0.1))).toBe(-0.761765309275501);
    expect(bring([0.1])).toBe(-0.761765309275501);
  });

  test("may be out of range: the environment clips", () => {
    const [free, clipped] = [pendulum(), pendulum()];
    expect(free.step(Float32Array.of(-50))).toEqual(clipped.step(Float32Array.of(-2)));
    expect(free.step(Float32Array.of(Infinity))).toEqual(clipped.step(Float32Array.of(2)));
  });

  test.each([
    Float32Array.of(Number.NaN),
    Float32Array.of(0, 0),
    new Float32Array(0),
    ["1"],
    [[1]],
    [1n],
    BigInt64Array.of(1n),
    [undefined],
    1,
    "1",
    null,
    undefined,
    { 0: 1 },
  ])("%o is refused, and nothing moves", (action) => {
    const env = pendulum();
    const before = env.state();
    expect(() => env.step(action as Float32Array)).toThrow(InvalidActionError);
    expect(env.state()).toEqual(before);
  });
});

test("Discrete actions are those that the space contains", () => {
  const env = new CounterEnv();
  env.reset({ seed: 1 });
  for (const action of [-1, 3, 0.5, Number.NaN, "1", null]) {
    expect(() => env.step(action as number)).toThrow(InvalidActionError);
  }
  expect(() => new CounterEnv().step(1)).toThrow(ResetNeededError);
});

test("renderMode is every environment's; others are refused by name", () => {
  expect(() => new CounterEnv({ renderMode: "svg" })).not.toThrow();
  expect(() => new PendulumEnv({ renderMode: null })).not.toThrow();
  expect(() => new PendulumEnv({ gravity: 3 })).toThrow(InvalidArgumentError);
  expect(() => new PendulumEnv({ gravity: 3 })).toThrow(/gravity.*one of g, renderMode/);
});
