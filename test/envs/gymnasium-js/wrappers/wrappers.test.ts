import {
  ActionWrapper,
  Box,
  ClipAction,
  ClipReward,
  cappedCubicSchedule,
  Dict,
  Discrete,
  type Env,
  FrameStackObservation,
  InvalidArgumentError,
  InvalidSpaceError,
  MultiDiscrete,
  make,
  NormalizeObservation,
  NormalizeReward,
  type NumericArray,
  ObservationWrapper,
  RecordEpisodeStatistics,
  type Recording,
  RecordVideo,
  RescaleAction,
  RewardWrapper,
  Text,
  TimeAwareObservation,
  TimeLimit,
  Tuple,
  VectorNormalizeObservation,
  VectorRecordEpisodeStatistics,
  VectorRecordVideo,
  VectorTimeAwareObservation,
  vectorize,
  Wrapper,
} from "gymnasium-js";
import { describe, expect, test } from "vitest";
import { limited } from "./playback.js";

const boxed = (name = "box32"): Env<unknown, NumericArray> => limited(name) as Env<unknown, NumericArray>;
const NOTHING = new Float32Array(2);

/** An environment of any observations that says nothing else. */
function showing(space: Env["observationSpace"], observations: readonly unknown[]): Env {
  let next = 0;
  return {
    observationSpace: space,
    actionSpace: new Discrete(2),
    reset: () => ({ observation: observations[next++], info: {} }),
    step: () => ({
      observation: observations[next++],
      reward: 0,
      terminated: false,
      truncated: false,
      info: {},
    }),
  };
}

describe("a wrapper of one's own", () => {
  test("changes observations, actions and rewards by a method each", () => {
    class Halved extends ObservationWrapper<number, number, NumericArray> {
      constructor(env: Env<NumericArray, number>) {
        super(env, { observationSpace: new Discrete(9) });
      }
      protected observation(observation: NumericArray): number {
        return Math.round(Math.abs(observation[0]!) * 10);
      }
    }
    class Swapped extends ActionWrapper<number, number> {
      protected action(action: number): number {
        return 1 - action;
      }
    }
    class Tenfold extends RewardWrapper<number, number> {
      protected reward(reward: number): number {
        return 10 * reward;
      }
    }
    const inner = make("CartPole-v1") as Env<NumericArray, number>;
    const env = new Tenfold(new Swapped(new Halved(inner)));
    expect(`${env.observationSpace}`).toBe("Discrete(9)");
    const other = make("CartPole-v1") as Env<NumericArray, number>;
    env.reset({ seed: 4 });
    other.reset({ seed: 4 });
    const step = env.step(0);
    expect(step.observation).toBe(Math.round(Math.abs(other.step(1).observation[0]!) * 10));
    expect(step.reward).toBe(10);
  });

  test("a refused state changes nothing", () => {
    const env = new NormalizeReward(new RecordEpisodeStatistics(limited("box32")));
    env.reset();
    env.step(NOTHING);
    const later = env.state!();
    const other = new NormalizeReward(new RecordEpisodeStatistics(limited("box32"), { bufferLength: 7 }));
    other.reset();
    const before = other.state!();
    expect(() => other.restore!(later)).toThrow("state of RecordEpisodeStatistics");
    expect(other.statistics.count).toBe(1e-4);
    expect(other.state!().length).toBe(before.length);
    expect(() => new Wrapper(env).restore!(new Uint8Array(2))).toThrow("state of NormalizeReward: 2 bytes");
  });
});

describe("RecordEpisodeStatistics", () => {
  test("tells seconds, and goes on with them after a restore", () => {
    let now = 1000;
    const clock = { now: () => now };
    const env = new RecordEpisodeStatistics(limited("box32"), { clock, statsKey: "sums" });
    env.reset();
    now += 1500;
    env.step(NOTHING);
    const saved = env.state!();
    now = 7;
    env.restore!(saved);
    env.step(NOTHING);
    now += 250.0004;
    expect(env.step(NOTHING).info.sums).toMatchObject({ l: 3, t: 1.75 });
    expect(env.timeQueue).toEqual([1.75]);
  });

  test("refuses a key that is taken, and a buffer of none", () => {
    const env = new RecordEpisodeStatistics(new RecordEpisodeStatistics(limited("box32", 1)));
    env.reset();
    expect(() => env.step(NOTHING)).toThrow("statsKey: episode is not allowed");
    const vector = new VectorRecordEpisodeStatistics(
      new VectorRecordEpisodeStatistics(vectorize([limited("box32", 1)])),
    );
    void vector.reset();
    expect(() => vector.step(NOTHING)).toThrow("statsKey: episode is not allowed");
    for (const bufferLength of [0, 1.5]) {
      expect(() => new RecordEpisodeStatistics(limited("box32"), { bufferLength })).toThrow("bufferLength");
    }
  });
});

describe("normalisation", () => {
  test("keeps frozen statistics", () => {
    const env = new NormalizeObservation(limited("box64"));
    env.reset();
    env.updateRunningMean = false;
    const { count } = env.statistics;
    env.step(NOTHING);
    expect(env.statistics.count).toBe(count);
    const rewards = new NormalizeReward(limited("box64"));
    rewards.updateRunningMean = false;
    rewards.reset();
    const plain = limited("box64");
    plain.reset();
    expect(rewards.step(NOTHING).reward).toBe(plain.step(NOTHING).reward / Math.sqrt(1 + 1e-8));
    const vector = new VectorNormalizeObservation(vectorize([limited("box64")]));
    vector.updateRunningMean = false;
    void vector.reset();
    expect(vector.statistics.count).toBe(1e-4);
  });

  test("refuses observations that are no arrays", () => {
    expect(() => new NormalizeObservation(limited("dict"))).toThrow("flatten it first");
    expect(() => new VectorNormalizeObservation(vectorize([limited("tuple")]))).toThrow("flatten it first");
  });
});

describe("actions", () => {
  test("need a Box, and bounds as finite as its own", () => {
    expect(() => new ClipAction(make("CartPole-v1") as Env<unknown, NumericArray>)).toThrow("use a Box");
    expect(() => new RescaleAction(boxed(), -Infinity, 1)).toThrow("minAction[0]: -Infinity");
    expect(() => new RescaleAction(boxed(), 0, [1, Infinity])).toThrow("maxAction[1]: Infinity");
    expect(() => new RescaleAction(boxed(), 2, 1)).toThrow(InvalidSpaceError);
  });

  test("keep what has no bounds, and shift what has one", () => {
    const taken: number[][] = [];
    const env: Env<unknown, NumericArray> = {
      ...showing(new Discrete(1), [0, 0, 0]),
      actionSpace: new Box([-Infinity, 2, -Infinity], [Infinity, Infinity, 5]),
      step: (action) => {
        taken.push(Array.from(action));
        return { observation: 0, reward: 0, terminated: false, truncated: false, info: {} };
      },
    };
    const rescaled = new RescaleAction(env, [-Infinity, 0, -Infinity], [Infinity, Infinity, 1]);
    rescaled.step(Float32Array.of(3, 3, 0.5));
    expect(taken).toEqual([[3, 5, 4.5]]);
    new ClipAction(env).step(Float32Array.of(-9, -9, 9));
    expect(taken[1]).toEqual([-9, 2, 5]);
  });
});

describe("ClipReward", () => {
  test.each([{}, { minReward: 2, maxReward: 1 }, { minReward: Number.NaN }])("refuses %o", (options) => {
    expect(() => new ClipReward(limited("box32"), options)).toThrow(InvalidArgumentError);
  });
});

describe("FrameStackObservation", () => {
  test("stacks the parts of Dict and Tuple, and lists what is no array", () => {
    const space = new Dict({
      t: new Text(3),
      pair: new Tuple([new Discrete(3, { start: 1 }), new MultiDiscrete([2, 2])]),
    });
    const value = (t: string, n: number) => ({ t, pair: [n, Int32Array.of(n - 1, 0)] });
    const env = new FrameStackObservation(showing(space, [value("a", 1), value("b", 2)]), 2);
    expect(env.reset().observation).toEqual({
      t: ["a", "a"],
      pair: [Int32Array.of(1, 1), Int32Array.of(0, 0, 0, 0)],
    });
    const { observation } = env.step(0);
    expect(observation).toEqual({ t: ["a", "b"], pair: [Int32Array.of(1, 2), Int32Array.of(0, 0, 1, 0)] });
    expect(env.observationSpace.contains(observation)).toBe(true);
  });

  test("copies observations that the environment writes over", () => {
    const array = Float32Array.of(1);
    const env = new FrameStackObservation(showing(new Box(0, 9), [array, array]), 2);
    env.reset();
    array[0] = 2;
    expect(env.step(0).observation).toEqual(Float32Array.of(1, 2));
  });

  test("refuses other paddings and sizes", () => {
    expect(() => new FrameStackObservation(limited("box32"), 2, { paddingType: "repeat" })).toThrow(
      'paddingType: repeat is not allowed; use "reset", "zero" or a value of Box',
    );
    for (const size of [0, 1.5]) {
      expect(() => new FrameStackObservation(limited("box32"), size)).toThrow("stackSize");
    }
  });
});

describe("TimeAwareObservation", () => {
  test("finds the limit in the spec or in a TimeLimit, and needs one", () => {
    const space = (env: Env) => `${new TimeAwareObservation(env, { flatten: false }).observationSpace}`;
    expect(space(make("CartPole-v1"))).toContain("Box(0, 500, (1,), int32)");
    const bare = showing(new Box(0, 1), []);
    expect(space(new Wrapper(new TimeLimit(bare, 20)))).toContain("Box(0, 20, (1,), int32)");
    expect(() => space(bare)).toThrow("by a TimeLimit wrapper");
    expect(() => new VectorTimeAwareObservation(vectorize([bare]))).toThrow("by a TimeLimit wrapper");
  });

  test("refuses a key that is taken", () => {
    expect(() => new TimeAwareObservation(limited("dict"), { dictTimeKey: "at" })).toThrow("dictTimeKey: at");
    const env = new TimeAwareObservation(limited("dict"), { dictTimeKey: "now", flatten: false });
    expect(env.reset().observation).toMatchObject({ now: Int32Array.of(0) });
  });
});

describe("RecordVideo", () => {
  test("takes texts too, and finishes a recording when a state is restored", () => {
    const recordings: Recording[] = [];
    let drawn = 0;
    const playing = limited("box32");
    const inner: Env = {
      observationSpace: playing.observationSpace,
      actionSpace: playing.actionSpace,
      reset: () => playing.reset(),
      step: (action) => playing.step(action),
      state: () => playing.state!(),
      restore: (state) => playing.restore!(state),
      render: () => `<svg>${drawn++}</svg>`,
    };
    const env = new RecordVideo(inner, { write: (recording) => recordings.push(recording) });
    env.reset();
    const saved = env.state!();
    env.step(NOTHING);
    env.restore!(saved);
    env.step(NOTHING);
    env.reset();
    env.close();
    expect(recordings.map(({ name, frames }) => [name, frames])).toEqual([
      ["rl-video-episode-0", ["<svg>0</svg>", "<svg>1</svg>"]],
      ["rl-video-episode-1", ["<svg>2</svg>"]],
    ]);
  });

  test("records native environments, single and vector ones, at their own speed", () => {
    const recordings: Recording[] = [];
    const options = { write: (recording: Recording) => recordings.push(recording), videoLength: 3 };
    const single = new RecordVideo(make("CartPole-v1"), options);
    const vector = new VectorRecordVideo(
      vectorize(() => make("CartPole-v1"), 2),
      options,
    );
    single.reset({ seed: 1 });
    void vector.reset({ seed: 1 });
    for (let s = 0; s < 5; s++) {
      single.step(1);
      void vector.step(Int32Array.of(1, 0));
    }
    const [one, first] = recordings;
    expect(one).toEqual(first);
    expect(one!.framesPerSecond).toBe(make("CartPole-v1").metadata!.renderFps);
    expect(one!.frames).toHaveLength(4);
    expect(new Set(one!.frames).size).toBe(4);
    expect(one!.frames[0]).toContain("<svg");
  });

  test("records cubes and thousands unless told otherwise", () => {
    const recorded = Array.from({ length: 3001 }, (_, episode) => episode).filter(cappedCubicSchedule);
    expect(recorded).toEqual([0, 1, 8, 27, 64, 125, 216, 343, 512, 729, 1000, 2000, 3000]);
  });

  test("refuses what cannot draw, and wrong options", () => {
    const write = () => {};
    expect(() => new RecordVideo(showing(new Discrete(1), []), { write })).toThrow("one without render()");
    expect(() => new RecordVideo(limited("box32"), { write, videoLength: -1 })).toThrow("videoLength: -1");
    expect(() => new RecordVideo(limited("box32"), { write, framesPerSecond: 0 })).toThrow("framesPerSecond");
  });
});
