import {
  type AutoresetMode,
  type Env,
  make,
  type NumericArray,
  type VectorEnv,
  VectorRecordEpisodeStatistics,
  VectorTimeAwareObservation,
  vectorize,
  withAutoreset,
} from "gymnasium-js";
import { take } from "rxjs";
import { describe, expect, it } from "vitest";
import type { Agent } from "../../agents/agent.js";
import { budget, type Episode, episodes, interact, policy } from "../../src/streams/index.js";
import { gather } from "./gather.js";

const MODES: readonly AutoresetMode[] = ["same-step", "next-step", "disabled"];
const NUM_ENVS = 3;
const EPISODES = 40;

/** Falls within some ten steps, by the observation alone. */
const clumsy = policy((observations, actions) => {
  const size = observations.length / actions.length;
  for (let i = 0; i < actions.length; i++) actions[i] = observations[i * size + 2]! > 0 ? 0 : 1;
});

function environment(mode: AutoresetMode, wrap: (env: VectorEnv) => VectorEnv = (env) => env): VectorEnv {
  const single = (): Env => make("CartPole-v1", { maxEpisodeSteps: 9 });
  return withAutoreset(wrap(vectorize(single, NUM_ENVS, { autoresetMode: mode })));
}

/** The first episodes of each sub-environment, without their places among those of others. */
async function episodesOf(env: VectorEnv, agent: Agent = clumsy): Promise<unknown> {
  const run = interact(env, agent, { seed: 3 }).pipe(episodes(), take(EPISODES));
  const all: Episode[] = await gather(run);
  const fewest = Math.min(
    ...Array.from({ length: NUM_ENVS }, (_, i) => all.filter((one) => one.environmentIndex === i).length),
  );
  expect(fewest).toBeGreaterThanOrEqual(10);
  return Array.from({ length: NUM_ENVS }, (_, i) =>
    all
      .filter((one) => one.environmentIndex === i)
      .slice(0, 10)
      .map(({ return: sum, length, terminated, truncated }) => ({ sum, length, terminated, truncated })),
  );
}

describe("the three autoreset modes", () => {
  it("give the same episodes", async () => {
    const runs = [];
    for (const mode of MODES) runs.push(await episodesOf(environment(mode)));
    expect(runs[1]).toEqual(runs[0]);
    expect(runs[2]).toEqual(runs[0]);
    const flat = (runs[0] as { terminated: boolean; truncated: boolean }[][]).flat();
    expect(flat.some(({ terminated }) => terminated)).toBe(true);
    expect(flat.some(({ truncated }) => truncated)).toBe(true);
  });

  it("need nothing around a disabled environment", async () => {
    const single = (): Env => make("CartPole-v1", { maxEpisodeSteps: 9 });
    const disabled = vectorize(single, NUM_ENVS, { autoresetMode: "disabled" });
    expect(await episodesOf(disabled)).toEqual(await episodesOf(environment("same-step")));
  });

  it("give those that RecordEpisodeStatistics counts", async () => {
    for (const mode of MODES) {
      const env = new VectorRecordEpisodeStatistics(environment(mode));
      const run: Episode[] = await gather(
        interact(env, clumsy, { seed: 3 }).pipe(episodes(), take(EPISODES)),
      );
      const told = run.map(({ return: sum, length }) => [sum, length]);
      const counted = env.returnQueue.map((sum, i) => [sum, env.lengthQueue[i]]);
      expect(counted.slice(0, EPISODES)).toEqual(told);
    }
  });

  it("give an agent the same transitions to learn from", async () => {
    const runs = [];
    for (const mode of MODES) {
      const learned: number[][][] = Array.from({ length: NUM_ENVS }, () => []);
      const agent: Agent = {
        ...clumsy,
        learn: ({ observations, actions, rewards, terminated, truncated, valid, ...rest }) => {
          const size = observations.length / NUM_ENVS;
          const row = (batch: NumericArray, i: number) =>
            Array.from(batch.subarray(i * size, (i + 1) * size));
          for (let i = 0; i < NUM_ENVS; i++) {
            if (valid[i] === 0) continue;
            const over = terminated[i] === 1 || truncated[i] === 1;
            const following = row(over ? rest.finalObservations : rest.nextObservations, i);
            const flags = [actions[i]!, rewards[i]!, terminated[i]!, truncated[i]!];
            learned[i]!.push([...row(observations, i), ...flags, ...following]);
          }
        },
      };
      const timed = (env: VectorEnv): VectorEnv => new VectorTimeAwareObservation(env);
      await gather(
        interact(environment(mode, timed), agent, { seed: 3 }).pipe(budget({ steps: 600 }), take(600)),
      );
      runs.push(learned.map((transitions) => transitions.slice(0, 150)));
    }
    expect(runs[0]!.every((transitions) => transitions.length === 150)).toBe(true);
    expect(runs[1]).toEqual(runs[0]);
    expect(runs[2]).toEqual(runs[0]);
  });
});
