import {
  infoOf,
  type NumericArray,
  packingOf,
  VectorClipReward,
  type VectorEnv,
  VectorFlattenObservation,
  VectorNormalizeObservation,
  VectorNormalizeReward,
  VectorRecordEpisodeStatistics,
  type VectorReset,
  type VectorStep,
  vectorize,
} from "gymnasium-js";
import { describe, expect, test } from "vitest";
import { ACTIONS, type Plain, plain, RECORDED, ScriptedEnv } from "../wrappers/scripted-env.js";

const NUM_ENVS = 3;

const MAKE: Readonly<Record<string, (env: VectorEnv, options: never) => VectorEnv>> = {
  RecordEpisodeStatistics: (env, options) => new VectorRecordEpisodeStatistics(env, options),
  NormalizeObservation: (env, options) => new VectorNormalizeObservation(env, options),
  NormalizeReward: (env, options) => new VectorNormalizeReward(env, options),
  ClipReward: (env, options) => new VectorClipReward(env, options),
  FlattenObservation: (env) => new VectorFlattenObservation(env),
};

/** All observations one after the other, as the fixtures have them. */
const flat = (env: VectorEnv, observations: NumericArray): Plain => {
  expect(observations.length).toBe(env.numEnvs * packingOf(env.observationSpace).size);
  return plain(observations);
};

interface Episodes {
  readonly r: readonly number[];
  readonly l: readonly number[];
  readonly mask: readonly number[];
}

function checkEpisodes({ infos }: VectorStep, expected: Episodes | undefined): void {
  if (expected === undefined) {
    expect(infos).not.toHaveProperty("episode");
    return;
  }
  expect(Array.from(infos._episode as Uint8Array)).toEqual(expected.mask);
  for (let i = 0; i < NUM_ENVS; i++) {
    const { episode } = infoOf(infos, i, NUM_ENVS) as { episode?: { r: number; l: number; t: number } };
    if (expected.mask[i] === 0) expect(episode).toBeUndefined();
    else {
      expect(episode).toMatchObject({ r: expected.r[i], l: expected.l[i] });
      expect(episode!.t).toBeGreaterThanOrEqual(0);
    }
  }
}

describe("vector wrappers give real Gymnasium's numbers in next-step mode", () => {
  const titled = RECORDED.vector.map((one) => [`${one.wrapper} of ${one.source}`, one] as const);

  test.each(titled)("%s", (_, one) => {
    const envs = Array.from({ length: NUM_ENVS }, (_, i) => new ScriptedEnv(one.source, i));
    const inner = vectorize(envs as never, undefined, { autoresetMode: "next-step" });
    const env = MAKE[one.wrapper]!(inner, one.arguments as never);
    expect(env.autoresetMode).toBe("next-step");
    const [[first], ...rows] = one.rows;
    expect(flat(env, (env.reset() as VectorReset).observations)).toEqual(first);
    const actions = Float32Array.from({ length: NUM_ENVS * 2 }, (_, k) => ACTIONS.low[k % 2]!);
    let over: readonly number[] = [0, 0, 0];
    for (const [observations, rewards, episodes] of rows) {
      const step = env.step(actions) as VectorStep;
      expect(flat(env, step.observations)).toEqual(observations);
      expect(Array.from(step.valid)).toEqual(over.map((ended) => 1 - ended));
      // ClipReward's bounds hold for Gymnasium's reset transitions, too; here their reward stays 0.
      for (const [i, reward] of (rewards as readonly number[]).entries()) {
        if (step.valid[i] === 1) expect(step.rewards[i]).toBe(reward);
        else expect(step.rewards[i]).toBe(0);
      }
      checkEpisodes(step, episodes as unknown as Episodes | undefined);
      over = Array.from(step.terminated, (terminated, i) => terminated | step.truncated[i]!);
    }
    if (env instanceof VectorRecordEpisodeStatistics) {
      expect(env.returnQueue).toEqual(one.returns);
      expect(env.lengthQueue).toEqual(one.lengths);
      expect(env.episodeCount).toBe(one.episodes);
    }
    if (env instanceof VectorNormalizeObservation || env instanceof VectorNormalizeReward) {
      expect(Array.from(env.statistics.mean)).toEqual(one.mean);
      expect(Array.from(env.statistics.variance)).toEqual(one.variance);
      expect(env.statistics.count).toBe(one.count);
    }
  });
});
