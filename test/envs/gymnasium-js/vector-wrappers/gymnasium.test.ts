import {
  type Env,
  type Info,
  infoOf,
  type NumericArray,
  packingOf,
  type Recording,
  type RecordVideoOptions,
  unwrapped,
  VectorClipAction,
  VectorClipReward,
  type VectorEnv,
  VectorFlattenObservation,
  VectorNormalizeObservation,
  VectorNormalizeReward,
  VectorRecordEpisodeStatistics,
  VectorRecordVideo,
  VectorRescaleAction,
  type VectorReset,
  type VectorStep,
  VectorWrapper,
  vectorize,
} from "gymnasium-js";
import { describe, expect, test } from "vitest";
import {
  limited,
  type Playback,
  plain,
  type Recorded,
  type RecordedRun,
  recorded,
} from "../wrappers/playback.js";

type Wrap = (env: VectorEnv) => VectorEnv;

/** In the order of the recordings. */
const wraps: Readonly<Record<string, readonly Wrap[]>> = {
  RecordEpisodeStatistics: [(env) => new VectorRecordEpisodeStatistics(env)],
  NormalizeObservation: new Array<Wrap>(3).fill((env) => new VectorNormalizeObservation(env)),
  NormalizeReward: [
    (env) => new VectorNormalizeReward(env),
    (env) => new VectorNormalizeReward(env, { gamma: 0.5 }),
  ],
  ClipAction: [(env) => new VectorClipAction(env)],
  RescaleAction: [(env) => new VectorRescaleAction(env, -1, 1)],
  FlattenObservation: new Array<Wrap>(6).fill((env) => new VectorFlattenObservation(env)),
  ClipReward: [(env) => new VectorClipReward(env, { minReward: -1, maxReward: 2 })],
  none: new Array<Wrap>(9).fill((env) => new VectorWrapper(env)),
};

const MODES = { NextStep: "next-step", SameStep: "same-step", Disabled: "disabled" } as const;
const NUM_ENVS = 3;

const makeEnvs = (name: string, n: number): Env[] => Array.from({ length: n }, (_, i) => limited(name, i));

const rows = (env: VectorEnv, batch: NumericArray): unknown[] => {
  const { size, unpack } = packingOf(env.observationSpace);
  return Array.from({ length: env.numEnvs }, (_, i) => plain(unpack(batch, i * size)));
};

const flags = (flags: ArrayLike<number>): boolean[] => Array.from(flags, (flag) => flag === 1);
const bytes = (flags: readonly boolean[]): Uint8Array => Uint8Array.from(flags, Number);

function checkInfos({ infos, terminated, truncated }: VectorStep, expected: Recorded, env: VectorEnv): void {
  const { episode, final_obs: finals } = expected;
  const ended = terminated.map((flag, i) => flag | truncated[i]!);
  if (episode === undefined) expect(infos).not.toHaveProperty("episode");
  else {
    expect(plain(infos.episode)).toEqual({ ...episode, t: expect.any(Array) });
    expect(infos._episode).toEqual(ended);
  }
  if (finals === undefined) expect(infos).not.toHaveProperty("final_obs");
  else {
    expect(plain(infos.final_obs)).toEqual(finals);
    expect(infos._final_obs).toEqual(ended);
    expect(env.autoresetMode).toBe("same-step");
  }
}

function play(env: VectorEnv, run: RecordedRun): void {
  const actions = recorded.actions[NUM_ENVS]!;
  let next = 0;
  let before = new Uint8Array(NUM_ENVS);
  for (const expected of run.log) {
    if (expected.reward === undefined) {
      const mask = expected.mask && bytes(expected.mask);
      const { observations } = env.reset(mask === undefined ? {} : { mask }) as VectorReset;
      expect(rows(env, observations)).toEqual(expected.observation);
      continue;
    }
    const step = env.step(Float32Array.from(actions[next++]!)) as VectorStep;
    const { observations, rewards, terminated, truncated, valid } = step;
    expect(rows(env, observations)).toEqual(expected.observation);
    expect(Array.from(rewards)).toEqual(expected.reward);
    expect([flags(terminated), flags(truncated)]).toEqual(expected.ends);
    const follows = run.mode === "NextStep" ? before : new Uint8Array(NUM_ENVS);
    expect(valid).toEqual(follows.map((over) => 1 - over));
    checkInfos(step, expected, env);
    before = terminated.map((flag, i) => flag | truncated[i]!);
    // NEXT_STEP and DISABLED show the last observation; SAME_STEP has it in final_obs only.
    const last = run.mode === "SameStep" ? expected.final_obs : (expected.observation as readonly unknown[]);
    const finals = rows(env, step.finalObservations);
    for (const [i, over] of before.entries()) if (over === 1) expect(finals[i]).toEqual(last![i]);
  }
  expect(next).toBe(actions.length);
}

describe("vector wrappers, to the last bit as in Gymnasium:", () => {
  const runs = Object.entries(recorded.vector).flatMap(([name, all]) =>
    all.map((run, i) => ({ name, run, i, wrap: wraps[name]![i]! })),
  );
  expect(runs.length).toBe(Object.values(wraps).flat().length);

  test.each(runs)("$name of $run.space, $run.mode, $i", ({ run, wrap }) => {
    const singles = makeEnvs(run.space, NUM_ENVS);
    const env = wrap(vectorize(singles, undefined, { autoresetMode: MODES[run.mode!] }));
    play(env, run);
    if (run.taken !== undefined) {
      const taken = singles.map((single) => (unwrapped(single) as Playback).taken.flat());
      expect(taken).toEqual(run.taken.map((actions) => actions.flat()));
    }
    if (env instanceof VectorRecordEpisodeStatistics) {
      expect(env.returnQueue).toEqual(run.return_queue);
      expect(env.lengthQueue).toEqual(run.length_queue);
      expect(env.timeQueue).toHaveLength(run.return_queue!.length);
      expect(env.episodeCount).toBe(run.return_queue!.length);
    }
  });

  test.each(runs)("$name of $run.space, $run.mode, $i: restored in the middle", ({ run, wrap }) => {
    const make = () =>
      wrap(vectorize(makeEnvs(run.space, NUM_ENVS), undefined, { autoresetMode: MODES[run.mode!] }));
    const actions = recorded.actions[NUM_ENVS]!.map((batch) => Float32Array.from(batch));
    const half = Math.floor(run.log.length / 2);
    const before = run.log.slice(0, half).filter(({ reward }) => reward !== undefined).length;
    let at = 0;
    const roll = (env: VectorEnv, from: number, to: number): unknown[] =>
      run.log.slice(from, to).map(({ reward, mask }) => {
        if (reward !== undefined) return plain(withoutTime(env.step(actions[at++]!) as VectorStep));
        return plain(env.reset(mask === undefined ? {} : { mask: bytes(mask) }));
      });
    const first = make();
    roll(first, 0, half);
    const saved = first.state!();
    const observations = first.observations!.slice();
    const expected = roll(first, half, run.log.length);
    for (const env of [make(), first]) {
      env.restore!(saved);
      expect(env.observations).toEqual(observations);
      at = before;
      // Unspecified where no episode ended, and of the run before in the second pass.
      expect(roll(env, half, run.log.length)).toEqual(expected);
    }
    expect(() => first.restore!(saved.slice(0, 5))).toThrow();
  });

  const odd: Partial<RecordVideoOptions> = { episodeTrigger: (episode) => episode % 2 === 1 };
  const seventh: Partial<RecordVideoOptions> = {
    stepTrigger: (step) => step % 7 === 0,
    videoLength: 4,
    framesPerSecond: 10,
    namePrefix: "clip",
  };
  test.each(
    (["NextStep", "SameStep"] as const).flatMap((mode) =>
      [odd, seventh].map((options, i) => ({ mode, options, i })),
    ),
  )("RecordVideo, $mode, $i", ({ mode, options, i }) => {
    const recordings: Recording[] = [];
    const env = new VectorRecordVideo(
      vectorize(makeEnvs("box32", 2), undefined, { autoresetMode: MODES[mode] }),
      {
        ...options,
        write: (recording) => recordings.push(recording),
      },
    );
    void env.reset();
    for (let s = 0; s < 24; s++) void env.step(new Float32Array(4));
    void env.close();
    const shown = recordings.map(({ name, frames, framesPerSecond }) => ({
      name,
      frames: frames.map((frame) => (typeof frame === "string" ? frame : frame.pixels[0])),
      fps: framesPerSecond,
    }));
    expect(shown).toEqual(recorded.videos[mode]![i]);
  });
});

/** What is specified of a step, without the time that an episode took. */
function withoutTime({ finalObservations, infos, ...step }: VectorStep): unknown {
  const ended = step.terminated.map((flag, i) => flag | step.truncated[i]!);
  const size = finalObservations.length / ended.length;
  const finals = Array.from(ended, (over, i) => over && finalObservations.slice(i * size, (i + 1) * size));
  const own = Array.from(ended, (_, i) => {
    const { episode, ...rest } = infoOf(infos, i, ended.length);
    return { ...rest, ...(episode === undefined ? {} : { r: (episode as Info).r, l: (episode as Info).l }) };
  });
  return structuredClone({ ...step, finals, own });
}
