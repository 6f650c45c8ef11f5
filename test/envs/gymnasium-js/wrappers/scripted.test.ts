import {
  ClipAction,
  ClipReward,
  type Env,
  FlattenObservation,
  FrameStackObservation,
  type FrameStackOptions,
  NormalizeObservation,
  NormalizeReward,
  type NumericArray,
  RecordEpisodeStatistics,
  RescaleAction,
  TimeAwareObservation,
} from "gymnasium-js";
import { describe, expect, test } from "vitest";
import { ACTIONS, plain, RECORDED, type Row, ScriptedEnv, type WrapperCase } from "./scripted-env.js";

// The options of the fixtures are those of the wrappers, so that they can be handed over.
const MAKE: Readonly<Record<string, (env: ScriptedEnv, options: never) => Env<unknown, NumericArray>>> = {
  RecordEpisodeStatistics: (env, options) => new RecordEpisodeStatistics(env, options),
  NormalizeObservation: (env, options) => new NormalizeObservation(env, options),
  NormalizeReward: (env, options) => new NormalizeReward(env, options),
  ClipReward: (env, options) => new ClipReward(env, options),
  ClipAction: (env) => new ClipAction(env),
  RescaleAction: (env, options: { minAction: number; maxAction: number }) =>
    new RescaleAction(env, options.minAction, options.maxAction),
  FlattenObservation: (env) => new FlattenObservation(env),
  FrameStackObservation: (env, options: FrameStackOptions & { stackSize: number }) =>
    new FrameStackObservation(env, options.stackSize, options),
  TimeAwareObservation: (env, options) => new TimeAwareObservation(env, options),
};

const titled = RECORDED.single.map(
  (one) => [`${one.wrapper} ${JSON.stringify(one.arguments)} of ${one.source}`, one] as const,
);

function make(one: WrapperCase, inner: ScriptedEnv): Env<unknown, NumericArray> {
  return MAKE[one.wrapper]!(inner, one.arguments as never);
}

/** Plays on for some steps, from the `sent`-th on, with a reset at each end. */
function play(env: Env<unknown, NumericArray>, one: WrapperCase, from: number, to: number): Row[] {
  const rows: Row[] = [];
  for (let t = from; t < to; t++) {
    const given = one.actions?.[t]?.given;
    const { observation, reward, terminated, truncated, info } = env.step(
      given === undefined ? ACTIONS.low : Float32Array.from(given),
    );
    const episode = info.episode as { r: number; l: number } | undefined;
    const row: Row = [plain(observation), plain(reward)];
    rows.push(episode === undefined ? row : [...row, plain({ r: episode.r, l: episode.l })]);
    if (terminated || truncated) rows.push([plain(env.reset().observation)]);
  }
  return rows;
}

/** NumPy aligns bounds in columns and brackets rows, and its 64-bit integers are kept in 32 bits here. */
const loosely = (space: unknown): string =>
  `${space}`
    .replaceAll("int64", "int32")
    .replace(/[\s[\]]+/g, " ")
    .trim();

describe("wrappers give real Gymnasium's numbers", () => {
  test("every wrapper is recorded", () => {
    expect(new Set(RECORDED.single.map(({ wrapper }) => wrapper))).toEqual(new Set(Object.keys(MAKE)));
  });

  test.each(titled)("%s", (_, one) => {
    const inner = new ScriptedEnv(one.source);
    const env = make(one, inner);
    expect(loosely(env.observationSpace)).toBe(loosely(one.space));
    if (one.actionSpace !== undefined) expect(`${env.actionSpace}`).toBe(one.actionSpace);
    const first: Row = [plain(env.reset().observation)];
    expect([first, ...play(env, one, 0, RECORDED.steps)]).toEqual(one.rows);
    if (env instanceof RecordEpisodeStatistics) {
      expect(env.returnQueue).toEqual(one.returns);
      expect(env.lengthQueue).toEqual(one.lengths);
      expect(env.timeQueue).toHaveLength(one.lengths!.length);
      expect(env.episodeCount).toBe(one.episodes);
    }
    if (env instanceof NormalizeObservation || env instanceof NormalizeReward) {
      expect(Array.from(env.statistics.mean)).toEqual(one.mean);
      expect(Array.from(env.statistics.variance)).toEqual(one.variance);
      expect(env.statistics.count).toBe(one.count);
    }
  });

  test.each(titled.filter(([, { actions }]) => actions !== undefined))("%s: the actions", (_, one) => {
    const inner = new ScriptedEnv(one.source);
    const env = make(one, inner);
    env.reset();
    for (const { given, taken } of one.actions!) {
      const { terminated, truncated } = env.step(Float32Array.from(given));
      expect(plain(inner.lastAction)).toEqual(taken);
      if (terminated || truncated) env.reset();
    }
  });

  test.each(titled)("%s: a restored state goes on the same, its own part included", (_, one) => {
    const half = RECORDED.steps / 2;
    const env = make(one, new ScriptedEnv(one.source));
    env.reset();
    play(env, one, 0, half);
    const saved = env.state!();
    const rest = play(env, one, half, RECORDED.steps);
    const other = make(one, new ScriptedEnv(one.source));
    other.reset();
    play(other, one, 0, 3);
    expect(() => other.restore!(new Uint8Array(2))).toThrow();
    other.restore!(saved);
    expect(play(other, one, half, RECORDED.steps)).toEqual(rest);
    env.restore!(saved);
    expect(play(env, one, half, RECORDED.steps)).toEqual(rest);
  });
});
