import {
  InvalidArgumentError,
  MountainCarContinuousEnv,
  make,
  makeVec,
  type NumericArray,
  PendulumEnv,
  replayTrajectory,
  spec,
} from "gymnasium-js";
import { describe, expect, test } from "vitest";
import { fixture } from "../fixtures.js";

test("registered as in Gymnasium", () => {
  expect(spec("Pendulum-v1")).toMatchObject({ maxEpisodeSteps: 200 });
  expect(spec("Pendulum-v1").rewardThreshold).toBeUndefined();
  expect(spec("MountainCarContinuous-v0")).toMatchObject({ maxEpisodeSteps: 999, rewardThreshold: 90 });
});

test("MountainCarContinuous repeats Gymnasium's trajectories bit for bit", () => {
  expect(replayTrajectory(fixture("mountain_car_continuous")).maxAbsError).toBe(0);
});

// The C library's sine, which NumPy takes, and V8's differ in the last bit for some 3 % of angles.
test("Pendulum repeats Gymnasium's trajectories to the last bit of float32", () => {
  expect(replayTrajectory(fixture("pendulum")).maxAbsError).toBeLessThan(1e-9);
});

describe("MountainCarContinuous-v0", () => {
  test("the car reaches the goal under full power in phase: 100 less the cost of the action", () => {
    const env = make("MountainCarContinuous-v0");
    let [, velocity] = env.reset({ seed: 2 }).observation as Float32Array;
    for (let s = 1; ; s++) {
      const result = env.step(Float32Array.of(velocity! < 0 ? -1 : 1));
      velocity = (result.observation as Float32Array)[1];
      if (!result.terminated) {
        expect(result.reward).toBe(-0.1);
        expect(s).toBeLessThan(200);
        continue;
      }
      expect(result.reward).toBe(99.9);
      expect((result.observation as Float32Array)[0]).toBeGreaterThanOrEqual(Math.fround(0.45));
      return;
    }
  });

  // As in Gymnasium, where the cost is that of the action before it is cut off.
  test("a force beyond 1 moves as 1 does and costs as itself", () => {
    const [free, cut] = [new MountainCarContinuousEnv(), new MountainCarContinuousEnv()];
    free.reset({ seed: 1 });
    cut.reset({ seed: 1 });
    const [a, b] = [free.step(Float32Array.of(3)), cut.step(Float32Array.of(1))];
    expect(a.reward).toBeCloseTo(-0.9, 12);
    expect(b.reward).toBeCloseTo(-0.1, 12);
    expect(a.observation[0]).toBeCloseTo(b.observation[0]!, 6);
  });

  test("the left wall stops the car", () => {
    const env = new MountainCarContinuousEnv();
    env.reset({ seed: 1 });
    env.inject([-1.19, -0.06]);
    const { observation } = env.step(Float32Array.of(-1));
    expect(observation[0]).toBe(Math.fround(-1.2));
    expect(observation[1]).toBe(0);
  });

  test("a state saved before the first step knows that none was taken", () => {
    const env = new MountainCarContinuousEnv();
    const later = new MountainCarContinuousEnv();
    for (let seed = 0; seed < 20; seed++) {
      env.reset({ seed });
      // A first step in another episode must not count for the restored one.
      later.reset({ seed: 99 });
      later.step(Float32Array.of(1));
      later.restore(env.state());
      for (let s = 0; s < 50; s++) {
        const action = Float32Array.of(Math.sin(s + seed));
        expect(later.step(action)).toEqual(env.step(action));
        if (s === 20) later.restore(env.state());
      }
    }
  });

  test("goal_velocity must be reached too", () => {
    const fast = new MountainCarContinuousEnv({ goal_velocity: 0.05 });
    const slow = new MountainCarContinuousEnv();
    for (const env of [fast, slow]) {
      env.reset({ seed: 1 });
      env.inject([0.44, 0.03]);
    }
    expect(fast.step(Float32Array.of(1)).terminated).toBe(false);
    expect(slow.step(Float32Array.of(1)).terminated).toBe(true);
  });
});

describe("Pendulum-v1", () => {
  test("reset options bound the first state, and negative ones are refused as in Gymnasium", () => {
    const env = new PendulumEnv();
    const vector = makeVec("Pendulum-v1", { numEnvs: 2 });
    for (let seed = 0; seed < 20; seed++) {
      const options = { x_init: 0.1, y_init: 0.2 };
      const { observation } = env.reset({ seed, options });
      expect(Math.abs(observation[1]!)).toBeLessThanOrEqual(0.1);
      expect(Math.abs(observation[2]!)).toBeLessThanOrEqual(0.2);
      const { observations } = vector.reset({ seed, options }) as { observations: NumericArray };
      expect(Array.from(observations.subarray(0, 3))).toEqual(Array.from(observation));
    }
    for (const x_init of [-0.1, Infinity, Number.NaN, "a"]) {
      expect(() => env.reset({ options: { x_init } })).toThrow(InvalidArgumentError);
      expect(() => vector.reset({ options: { x_init } })).toThrow(InvalidArgumentError);
    }
  });

  test("without gravity and torque it turns evenly, and angles count within ± π", () => {
    const env = new PendulumEnv({ g: 0 });
    env.reset({ seed: 1 });
    env.inject([3, 1]);
    const rewards = Array.from({ length: 5 }, () => env.step(Float32Array.of(0)).reward);
    const angles = [3, 3.05, 3.1, 3.15 - 2 * Math.PI, 3.2 - 2 * Math.PI];
    for (const [k, angle] of angles.entries()) expect(rewards[k]).toBeCloseTo(-(angle ** 2 + 0.1), 12);
  });

  test("never terminates; the time limit truncates after 200 steps", () => {
    const env = make("Pendulum-v1");
    env.reset({ seed: 1 });
    const flags = Array.from({ length: 200 }, () => env.step(Float32Array.of(2)));
    expect(flags.some(({ terminated }) => terminated)).toBe(false);
    expect(flags.findIndex(({ truncated }) => truncated)).toBe(199);
  });
});
