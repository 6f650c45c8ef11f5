import { execFileSync } from "node:child_process";
import { join } from "node:path";
import {
  type ActionBatch,
  allocate,
  type Env,
  make,
  makeVec,
  packingOf,
  type VectorStep,
} from "gymnasium-js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { textTable } from "../../src/report/tables.js";
import { gymnasiumPython } from "./gymnasium-python.js";

const SEEDS = 100;
/** A last bit of a function of the C library parts two runs for good; until then they are this close. */
const PARTED = 1e-6;

interface Job {
  readonly id: string;
  readonly kwargs: Readonly<Record<string, unknown>>;
  /** Whether the twin calls sine or cosine, whose last bits differ between libraries. */
  readonly usesLibm: boolean;
}

const JOBS: readonly Job[] = [
  { id: "CartPole-v1", kwargs: {}, usesLibm: true },
  { id: "CartPole-v1", kwargs: { sutton_barto_reward: true }, usesLibm: true },
  { id: "Acrobot-v1", kwargs: {}, usesLibm: true },
  { id: "MountainCar-v0", kwargs: {}, usesLibm: true },
  { id: "MountainCarContinuous-v0", kwargs: {}, usesLibm: true },
  { id: "Pendulum-v1", kwargs: {}, usesLibm: true },
  { id: "Pendulum-v1", kwargs: { g: 9.81 }, usesLibm: true },
  { id: "FrozenLake-v1", kwargs: {}, usesLibm: false },
  { id: "FrozenLake-v1", kwargs: { is_slippery: false }, usesLibm: false },
  { id: "FrozenLake-v1", kwargs: { success_rate: 0.8, reward_schedule: [10, -5, -1] }, usesLibm: false },
  { id: "FrozenLake8x8-v1", kwargs: {}, usesLibm: false },
  { id: "CliffWalking-v1", kwargs: {}, usesLibm: false },
  { id: "CliffWalkingSlippery-v1", kwargs: {}, usesLibm: false },
  { id: "Taxi-v4", kwargs: {}, usesLibm: false },
  { id: "Taxi-v4", kwargs: { is_rainy: true }, usesLibm: false },
  { id: "Taxi-v4", kwargs: { is_rainy: true, fickle_passenger: true }, usesLibm: false },
  { id: "Blackjack-v1", kwargs: {}, usesLibm: false },
  { id: "Blackjack-v1", kwargs: { sab: false, natural: true }, usesLibm: false },
  { id: "Blackjack-v1", kwargs: { sab: false }, usesLibm: false },
];

/** One episode as Gymnasium played it. */
interface Episode {
  readonly id: string;
  readonly kwargs: Readonly<Record<string, unknown>>;
  readonly seed: number;
  readonly episode: number;
  readonly observations: Float64Array;
  readonly actions: Float64Array;
  readonly rewards: Float64Array;
  /** A digit a step: 1 for terminated plus 2 for truncated. */
  readonly flags: string;
}

interface Tally {
  episodes: number;
  steps: number;
  terminated: number;
  parted: number;
}

const key = (id: string, kwargs: object): string => `${id} ${JSON.stringify(kwargs)}`;
const played = new Map<string, Episode[]>();
const rows: string[][] = [];

beforeAll(() => {
  const input = JSON.stringify(JOBS.map(({ id, kwargs }) => ({ id, kwargs, seeds: SEEDS })));
  const output = execFileSync(gymnasiumPython(), [join(import.meta.dirname, "gymnasium_play.py")], {
    ...{ input, encoding: "utf8", maxBuffer: 2 ** 30 },
    stdio: ["pipe", "pipe", "ignore"],
  });
  for (const line of output.trim().split("\n")) {
    const record = JSON.parse(line) as Record<string, string> &
      Pick<Episode, "id" | "kwargs" | "seed" | "episode">;
    const numbers = (text: string): Float64Array => {
      const bytes = Buffer.from(text, "base64");
      return new Float64Array(Uint8Array.from(bytes).buffer);
    };
    const { observations, actions, rewards } = record;
    const episode = {
      ...record,
      ...{ observations: numbers(observations!), actions: numbers(actions!), rewards: numbers(rewards!) },
    } as unknown as Episode;
    const list = played.get(key(record.id, record.kwargs)) ?? [];
    played.set(key(record.id, record.kwargs), [...list, episode]);
  }
});

afterAll(() => {
  const columns = ["twin", "episodes", "terminated", "steps", "parted"];
  console.log(
    textTable(
      columns.map((header, k) => (k === 0 ? { header } : { header, align: "right" as const })),
      rows,
    ),
  );
});

/** Something that takes packed actions and gives packed observations. */
interface Player {
  reset(seed: number | undefined): ArrayLike<number>;
  step(action: ActionBatch): {
    readonly observation: ArrayLike<number>;
    readonly reward: number;
    readonly flag: number;
  };
}

function singlePlayer(env: Env): Player {
  const observations = packingOf(env.observationSpace);
  const actions = packingOf(env.actionSpace);
  const packed = (value: unknown): ArrayLike<number> => {
    const target = allocate(observations.dtype, observations.size);
    observations.pack(value, target, 0);
    return target;
  };
  return {
    reset: (seed) => packed(env.reset(seed === undefined ? {} : { seed }).observation),
    step(action) {
      const { observation, reward, terminated, truncated } = env.step(actions.unpack(action, 0));
      return { observation: packed(observation), reward, flag: (terminated ? 1 : 0) + (truncated ? 2 : 0) };
    },
  };
}

/** A vector of one, which resets itself. */
function vectorPlayer({ id, kwargs }: Job): Player {
  const env = makeVec(id, { ...kwargs });
  return {
    reset(seed) {
      if (seed !== undefined) env.reset({ seed });
      return env.observations!.slice();
    },
    step(action) {
      const { observations, finalObservations, rewards, terminated, truncated } = env.step(
        action,
      ) as VectorStep;
      const flag = terminated[0]! + 2 * truncated[0]!;
      return { observation: flag === 0 ? observations : finalObservations, reward: rewards[0]!, flag };
    },
  };
}

/** Plays an episode again. @returns whether it parted from the record by a last bit */
function replay(player: Player, episode: Episode, { usesLibm, id }: Job, tally: Tally): boolean {
  const steps = episode.flags.length;
  const size = episode.observations.length / (steps + 1);
  const actionSize = episode.actions.length / steps;
  const where = (step: number): string =>
    `${id}, seed ${episode.seed}, episode ${episode.episode}, step ${step}`;
  const same = (actual: ArrayLike<number>, at: number): boolean =>
    Array.from(actual).every((value, k) => value === episode.observations[at * size + k]);
  const first = player.reset(episode.episode === 0 ? episode.seed : undefined);
  let parted = false;
  const compare = (actual: ArrayLike<number>, step: number): void => {
    expect(actual.length, where(step)).toBe(size);
    if (same(actual, step)) return;
    expect(usesLibm, `${where(step)}: ${Array.from(actual)}`).toBe(true);
    for (let k = 0; k < size; k++) {
      const expected = episode.observations[step * size + k]!;
      const error = Math.abs(actual[k]! - expected) / Math.max(1, Math.abs(expected));
      expect(error, where(step)).toBeLessThan(PARTED);
    }
    parted = true;
  };
  compare(first, 0);
  for (let step = 0; step < steps; step++) {
    const action = Float32Array.from(episode.actions.subarray(step * actionSize, (step + 1) * actionSize));
    const { observation, reward, flag } = player.step(action);
    if (parted) continue;
    tally.steps++;
    expect(flag, where(step + 1)).toBe(Number(episode.flags[step]));
    const expected = episode.rewards[step]!;
    if (reward !== expected) {
      expect(usesLibm, `${where(step + 1)}: reward ${reward}`).toBe(true);
      expect(Math.abs(reward - expected) / Math.max(1, Math.abs(expected))).toBeLessThan(PARTED);
      parted = true;
    }
    compare(observation, step + 1);
  }
  return parted;
}

describe.each(JOBS)("$id $kwargs equals Gymnasium's", (job) => {
  test.each([
    ["single", () => singlePlayer(make(job.id, { ...job.kwargs }))],
    ["vector", () => vectorPlayer(job)],
  ] as const)("%s form", (form, player) => {
    const tally: Tally = { episodes: 0, steps: 0, terminated: 0, parted: 0 };
    const episodes = played.get(key(job.id, job.kwargs))!;
    expect(episodes).toHaveLength(2 * SEEDS);
    for (let k = 0; k < episodes.length; k += 2) {
      const one = player();
      for (const episode of episodes.slice(k, k + 2)) {
        tally.episodes++;
        if (episode.flags.at(-1) !== "2") tally.terminated++;
        const parted = replay(one, episode, job, tally);
        if (!parted) continue;
        tally.parted++;
        // The episode that follows begins with draws that do not depend on the physics, but the vector form
        // may have ended this one at another step.
        break;
      }
    }
    rows.push([
      `${job.id} ${JSON.stringify(job.kwargs).replace("{}", "")} ${form}`,
      ...[tally.episodes, tally.terminated, tally.steps, tally.parted].map(String),
    ]);
    // Pendulum never terminates; the rest mostly must.
    if (job.id !== "Pendulum-v1") expect(tally.terminated).toBeGreaterThan(0.5 * tally.episodes);
  });
});
