import {
  Box,
  ClipAction,
  ClipReward,
  type Env,
  FlattenObservation,
  FrameStackObservation,
  NormalizeObservation,
  NormalizeReward,
  type NumericArray,
  RecordEpisodeStatistics,
  type Recording,
  RecordVideo,
  type RecordVideoOptions,
  RescaleAction,
  TimeAwareObservation,
  unwrapped,
} from "gymnasium-js";
import { describe, expect, test } from "vitest";
import { limited, type Playback, plain, type RecordedRun, recorded } from "./playback.js";

type Wrap = (env: Env) => Env;
const boxed = (env: Env): Env<unknown, NumericArray> => env as Env<unknown, NumericArray>;

/** In the order of the recordings. */
const wraps: Readonly<Record<string, readonly Wrap[]>> = {
  RecordEpisodeStatistics: [(env) => new RecordEpisodeStatistics(env, { bufferLength: 3 })],
  NormalizeObservation: new Array<Wrap>(4).fill((env) => new NormalizeObservation(env)),
  NormalizeReward: [
    (env) => new NormalizeReward(env),
    (env) => new NormalizeReward(env, { gamma: 0.5, epsilon: 0.1 }),
  ],
  ClipAction: [(env) => new ClipAction(boxed(env)) as Env],
  RescaleAction: [
    (env) => new RescaleAction(boxed(env), -1, 1) as Env,
    (env) => new RescaleAction(boxed(env), [-1, 0], [0.3, 7]) as Env,
  ],
  FlattenObservation: new Array<Wrap>(7).fill((env) => new FlattenObservation(env)),
  FrameStackObservation: [
    ...new Array<Wrap>(2).fill((env) => new FrameStackObservation(env, 3)),
    ...new Array<Wrap>(7).fill((env) => new FrameStackObservation(env, 2, { paddingType: "zero" })),
    (env) => new FrameStackObservation(env, 2, { paddingType: Float32Array.of(1, 2, 3) }),
  ],
  TimeAwareObservation: ["box32", "discrete", "dict", "tuple"].flatMap(() =>
    [true, false].flatMap((flatten) =>
      [true, false].map(
        (normalizeTime): Wrap =>
          (env) =>
            new TimeAwareObservation(env, { flatten, normalizeTime }),
      ),
    ),
  ),
  ClipReward: [
    (env) => new ClipReward(env, { minReward: 0.5 }),
    (env) => new ClipReward(env, { minReward: -1, maxReward: 2 }),
  ],
};

/** An array of no dimensions is a number in NumPy, an array of one entry here. */
const numbers = (value: unknown, env: Env): unknown =>
  env instanceof NormalizeObservation && typeof value === "number" ? [value] : value;

function play(env: Env, run: RecordedRun): void {
  const actions = recorded.actions["1"]!;
  let next = 0;
  for (const { observation, reward, ends, episode } of run.log) {
    if (reward === undefined) {
      expect(plain(env.reset().observation)).toEqual(numbers(observation, env));
      continue;
    }
    const step = env.step(Float32Array.from(actions[next++]!));
    expect(plain(step.observation)).toEqual(numbers(observation, env));
    expect(env.observationSpace.contains(step.observation)).toBe(true);
    expect(step.reward).toBe(reward);
    expect([step.terminated, step.truncated]).toEqual(ends);
    expect(step.info).toEqual(
      episode === undefined ? {} : { episode: { ...episode, t: expect.any(Number) } },
    );
  }
  expect(next).toBe(actions.length);
}

describe("wrappers, to the last bit as in Gymnasium:", () => {
  const runs = Object.entries(recorded.single).flatMap(([name, all]) =>
    all.map((run, i) => ({ name, run, i, wrap: wraps[name]![i]! })),
  );
  expect(runs.length).toBe(Object.values(wraps).flat().length);
  test.each(runs)("$name of $run.space, $i", ({ run, wrap }) => {
    const env = wrap(limited(run.space));
    play(env, run);
    const { kind, shape } = env.observationSpace;
    if (kind === "Box") expect(run.observationSpace).toContain(`(${shape.join(", ")}`);
    else expect(run.observationSpace.startsWith(kind)).toBe(true);
    if (run.taken !== undefined) expect((unwrapped(env) as Playback).taken).toEqual(run.taken);
    if (env instanceof RecordEpisodeStatistics) {
      expect(env.returnQueue).toEqual(run.return_queue);
      expect(env.lengthQueue).toEqual(run.length_queue);
      expect(env.timeQueue).toHaveLength(3);
      expect(env.episodeCount).toBe(run.log.filter(({ episode }) => episode !== undefined).length);
    }
  });

  test.each(runs)("$name of $run.space, $i: restored in the middle", ({ run, wrap }) => {
    const half = Math.floor(run.log.length / 2);
    const before = run.log.slice(0, half).filter(({ reward }) => reward !== undefined).length;
    const first = wrap(limited(run.space));
    const actions = recorded.actions["1"]!.map((action) => Float32Array.from(action));
    const roll = (env: Env, from: number, to: number): unknown[] =>
      run.log.slice(from, to).map(({ reward }) => {
        if (reward === undefined) return plain(env.reset().observation);
        return plain({ ...env.step(actions[at++]!), info: {} });
      });
    let at = 0;
    roll(first, 0, half);
    const saved = first.state!();
    const expected = roll(first, half, run.log.length);
    for (const env of [wrap(limited(run.space)), first]) {
      env.restore!(saved);
      at = before;
      expect(roll(env, half, run.log.length)).toEqual(expected);
    }
    const state = first.state!();
    expect(() => first.restore!(state.slice(0, 3))).toThrow();
    expect(first.state!().length).toBe(state.length);
  });

  const odd: Partial<RecordVideoOptions> = { episodeTrigger: (episode) => episode % 2 === 1 };
  const seventh: Partial<RecordVideoOptions> = {
    stepTrigger: (step) => step % 7 === 0,
    videoLength: 4,
    framesPerSecond: 10,
    namePrefix: "clip",
  };
  test.each([{}, odd, seventh].map((options, i) => ({ options, i })))("RecordVideo, $i", ({ options, i }) => {
    const recordings: Recording[] = [];
    const env = new RecordVideo(limited("box32"), {
      ...options,
      write: (recording) => recordings.push(recording),
    });
    env.reset();
    for (let s = 0; s < 24; s++) {
      const { terminated, truncated } = env.step(new Float32Array(2));
      if (terminated || truncated) env.reset();
    }
    env.close();
    const shown = recordings.map(({ name, frames, framesPerSecond }) => ({
      name,
      frames: frames.map((frame) => (typeof frame === "string" ? frame : frame.pixels[0])),
      fps: framesPerSecond,
    }));
    expect(shown).toEqual(recorded.videos.single![i]);
  });
});

test("RescaleAction's and ClipAction's spaces", () => {
  const env = boxed(limited("box32"));
  expect(`${new RescaleAction(env, -1, [0.5, 2]).actionSpace}`).toBe("Box(-1.0, [0.5 2.], (2,), float32)");
  expect(new ClipAction(env).actionSpace).toEqual(new Box(-Infinity, Infinity, { shape: [2] }));
});
