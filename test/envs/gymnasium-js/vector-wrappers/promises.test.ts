import {
  type ActionBatch,
  type AutoresetMode,
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
  type VectorReset,
  type VectorResetOptions,
  type VectorStep,
  VectorTimeAwareObservation,
  VectorWrapper,
  vectorize,
  withAutoreset,
} from "gymnasium-js";
import { describe, expect, test } from "vitest";
import { ACTIONS, ScriptedEnv } from "../wrappers/scripted-env.js";

const NUM_ENVS = 3;
const STEPS = 20;

/** An environment of another process, say: results are there a turn later, in the same arrays. */
class Remote extends VectorWrapper {
  override async reset(options?: VectorResetOptions): Promise<VectorReset> {
    await Promise.resolve();
    return super.reset(options);
  }

  override async step(actions: ActionBatch): Promise<VectorStep> {
    const sent = actions.slice();
    await Promise.resolve();
    return super.step(sent);
  }

  override async close(): Promise<void> {
    await Promise.resolve();
    await super.close();
  }
}

/** A clock that stands still, so that the seconds of two runs are equal. */
const clock = { now: () => 0 };

const WRAPS: readonly (readonly [string, (env: VectorEnv) => VectorEnv])[] = [
  ["no wrapper", (env) => env],
  ["RecordEpisodeStatistics", (env) => new VectorRecordEpisodeStatistics(env, { clock })],
  ["NormalizeObservation", (env) => new VectorNormalizeObservation(env)],
  ["NormalizeReward", (env) => new VectorNormalizeReward(env)],
  ["ClipAction", (env) => new VectorClipAction(env)],
  ["RescaleAction", (env) => new VectorRescaleAction(env, -1, 1)],
  ["FlattenObservation", (env) => new VectorFlattenObservation(env)],
  ["FrameStackObservation", (env) => new VectorFrameStackObservation(env, 2)],
  ["TimeAwareObservation", (env) => new VectorTimeAwareObservation(env)],
  ["ClipReward", (env) => new VectorClipReward(env, { minReward: 0 })],
  ["RecordVideo", (env) => new VectorRecordVideo(env, { write: () => undefined })],
];

const MODES: readonly AutoresetMode[] = ["same-step", "next-step", "disabled"];

const scripted = (autoresetMode: AutoresetMode): VectorEnv =>
  vectorize(Array.from({ length: NUM_ENVS }, (_, i) => new ScriptedEnv("tuple", i)) as never, undefined, {
    autoresetMode,
  });

const actions = Float32Array.from({ length: NUM_ENVS * 2 }, (_, k) => ACTIONS.low[k % 2]!);

describe("vector wrappers and withAutoreset", () => {
  const cases = MODES.flatMap((mode) => WRAPS.map(([name, wrap]) => ({ mode, name, wrap })));

  // Both need numbers: the tuple flattened.
  const made = (env: VectorEnv, wrap: (env: VectorEnv) => VectorEnv): VectorEnv =>
    withAutoreset(wrap(new VectorFlattenObservation(env)));

  test.each(cases)("wait for promises, and make none: $name, $mode", async ({ mode, wrap }) => {
    const env = made(scripted(mode), wrap);
    const remote = made(new Remote(scripted(mode)), wrap);
    expect(remote.autoresetMode).toBe(env.autoresetMode);
    const [now, later] = [env.reset({ seed: 1 }), remote.reset({ seed: 1 })];
    expect(now).not.toBeInstanceOf(Promise);
    expect(later).toBeInstanceOf(Promise);
    expect(structuredClone(await later)).toEqual(structuredClone(now));
    let ended = 0;
    for (let s = 0; s < STEPS; s++) {
      const [step, promised] = [env.step(actions), remote.step(actions)];
      expect(step).not.toBeInstanceOf(Promise);
      expect(promised).toBeInstanceOf(Promise);
      const result = step as VectorStep;
      expect(structuredClone(await promised)).toEqual(structuredClone(result));
      for (const [i, flag] of result.terminated.entries()) ended += flag | result.truncated[i]!;
    }
    expect(ended).toBeGreaterThan(NUM_ENVS);
    expect(remote.state!()).toEqual(env.state!());
    expect(env.close()).toBeUndefined();
    await remote.close();
  });

  test.each(cases)("pass a rejection on and stay as they were: $name, $mode", async ({ mode, wrap }) => {
    const remote = new Remote(scripted(mode));
    const env = made(remote, wrap);
    await env.reset({ seed: 1 });
    await env.step(actions);
    const before = env.state!();
    const { step } = remote;
    remote.step = () => Promise.reject(new Error("connection lost"));
    await expect(env.step(actions)).rejects.toThrow("connection lost");
    expect(env.state!()).toEqual(before);
    remote.step = step;
  });
});
