import {
  type ActionBatch,
  type Env,
  type EnvSpec,
  type Info,
  type Space,
  TimeLimit,
  VectorClipAction,
  VectorClipReward,
  type VectorEnv,
  VectorFlattenObservation,
  VectorFrameStackObservation,
  VectorNormalizeObservation,
  VectorNormalizeReward,
  VectorRecordEpisodeStatistics,
  VectorRecordVideo,
  VectorRescaleAction,
  type VectorResetOptions,
  VectorTimeAwareObservation,
  VectorWrapper,
  vectorize,
  withAutoreset,
} from "gymnasium-js";
import { describe, expect, test } from "vitest";
import { limited } from "../wrappers/playback.js";

/** As an environment behind a connection: answers later, and with arrays that it uses again. */
class Later implements VectorEnv {
  readonly spec: EnvSpec;
  readonly numEnvs: number;
  readonly autoresetMode;
  readonly observationSpace: Space;
  readonly actionSpace: Space;

  constructor(readonly env: VectorEnv) {
    this.spec = env.spec;
    this.numEnvs = env.numEnvs;
    this.autoresetMode = env.autoresetMode!;
    this.observationSpace = env.observationSpace;
    this.actionSpace = env.actionSpace;
  }

  async reset(options?: VectorResetOptions) {
    await Promise.resolve();
    return this.env.reset(options);
  }

  async step(actions: ActionBatch) {
    await Promise.resolve();
    return this.env.step(actions);
  }

  render(index?: number) {
    return this.env.render!(index);
  }

  async close() {
    await Promise.resolve();
    await this.env.close();
  }
}

const clock = { now: () => 0 };
const written: string[] = [];
const wraps: readonly (readonly [string, (env: VectorEnv) => VectorEnv])[] = [
  ["VectorWrapper", (env) => new VectorWrapper(env)],
  ["RecordEpisodeStatistics", (env) => new VectorRecordEpisodeStatistics(env, { clock })],
  ["NormalizeObservation", (env) => new VectorNormalizeObservation(env)],
  ["NormalizeReward", (env) => new VectorNormalizeReward(env)],
  ["ClipAction", (env) => new VectorClipAction(env)],
  ["RescaleAction", (env) => new VectorRescaleAction(env, -1, 1)],
  ["FlattenObservation", (env) => new VectorFlattenObservation(env)],
  ["FrameStackObservation", (env) => new VectorFrameStackObservation(env, 2)],
  ["TimeAwareObservation", (env) => new VectorTimeAwareObservation(env)],
  ["ClipReward", (env) => new VectorClipReward(env, { minReward: 0 })],
  ["RecordVideo", (env) => new VectorRecordVideo(env, { write: ({ name }) => written.push(name) })],
];

const MODES = ["same-step", "next-step", "disabled"] as const;

const timed = (first: number): Env => {
  const env = new TimeLimit(limited("box64", first), 4);
  env.spec = { id: "Playback-v0", entryPoint: () => env, maxEpisodeSteps: 4 };
  return env;
};

describe.each(wraps)("%s", (name, wrap) => {
  test.each(MODES)("waits for promises and makes none of its own: %s", async (autoresetMode) => {
    const make = () => vectorize([timed(0), timed(1), timed(2)], undefined, { autoresetMode });
    const now = withAutoreset(wrap(make()));
    const later = withAutoreset(wrap(new Later(make())));
    const reset = now.reset({ seed: 3 });
    expect(reset).not.toBeInstanceOf(Promise);
    const promised = later.reset({ seed: 3 });
    expect(promised).toBeInstanceOf(Promise);
    expect(await promised).toEqual(reset);
    for (let s = 0; s < 12; s++) {
      const actions = Float32Array.of(s, -s, 0.1, 0.2, -3, 1);
      const step = now.step(actions);
      expect(step).not.toBeInstanceOf(Promise);
      const answered = await later.step(actions);
      expect(answered.infos as Info).toEqual((step as typeof answered).infos);
      expect(answered).toEqual(step);
    }
    written.length = 0;
    expect(now.close()).toBeUndefined();
    const closed = later.close();
    expect(closed).toBeInstanceOf(Promise);
    await closed;
    if (name === "RecordVideo") expect(written.length % 2).toBe(0);
  });
});
