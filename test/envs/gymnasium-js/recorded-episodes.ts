import {
  type ActionBatch,
  allocate,
  type Env,
  make,
  makeVec,
  packingOf,
  type VectorStep,
} from "gymnasium-js";
import { expect } from "vitest";

/** A last bit of a function of the C library parts two runs for good; until then they are this close. */
const PARTED = 1e-6;

/** An environment to compare. */
export interface Twin {
  readonly id: string;
  readonly kwargs: Readonly<Record<string, unknown>>;
  /** Whether it calls sine or cosine, whose last bits differ between libraries. */
  readonly usesLibm: boolean;
}

/** One episode as Gymnasium played it. */
export interface Episode {
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

/** One episode as `gymnasium_play.py` writes it: arrays are little-endian float64 in base64. */
export interface EncodedEpisode {
  readonly id: string;
  readonly kwargs: Readonly<Record<string, unknown>>;
  readonly seed: number;
  readonly episode: number;
  readonly observations: string;
  readonly actions: string;
  readonly rewards: string;
  readonly flags: string;
}

export function decodeEpisode(encoded: EncodedEpisode): Episode {
  const numbers = (text: string): Float64Array =>
    new Float64Array(Uint8Array.from(Buffer.from(text, "base64")).buffer);
  const { observations, actions, rewards } = encoded;
  return {
    ...encoded,
    ...{ observations: numbers(observations), actions: numbers(actions), rewards: numbers(rewards) },
  };
}

/** What a comparison came to. */
export interface Tally {
  episodes: number;
  steps: number;
  terminated: number;
  parted: number;
}

/** Something that takes packed actions and gives packed observations. */
export interface Player {
  reset(seed: number | undefined): ArrayLike<number>;
  step(action: ActionBatch): {
    readonly observation: ArrayLike<number>;
    readonly reward: number;
    readonly flag: number;
  };
}

export function singlePlayer({ id, kwargs }: Twin): Player {
  const env: Env = make(id, { ...kwargs });
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
export function vectorPlayer({ id, kwargs }: Twin): Player {
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

/**
 * Plays episodes of one instance again and compares every value, up to the first last-bit difference of a
 * library function; environments without such functions must not differ at all.
 */
export function replayEpisodes(player: Player, episodes: readonly Episode[], twin: Twin, tally: Tally): void {
  for (const episode of episodes) {
    tally.episodes++;
    if (episode.flags.at(-1) !== "2") tally.terminated++;
    // An episode that parted may end at another step than the record; the next one then begins elsewhere.
    if (!replay(player, episode, twin, tally)) return;
  }
}

/** Plays an episode again. @returns whether it ended at the step of the record */
function replay(player: Player, episode: Episode, { usesLibm, id }: Twin, tally: Tally): boolean {
  const steps = episode.flags.length;
  const size = episode.observations.length / (steps + 1);
  const actionSize = episode.actions.length / steps;
  const where = (step: number): string =>
    `${id}, seed ${episode.seed}, episode ${episode.episode}, step ${step}`;
  const same = (actual: ArrayLike<number>, at: number): boolean =>
    Array.from(actual).every((value, k) => value === episode.observations[at * size + k]);
  const first = player.reset(episode.episode === 0 ? episode.seed : undefined);
  let parted = false;
  let inStep = true;
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
    if (parted) {
      inStep &&= flag === Number(episode.flags[step]);
      continue;
    }
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
  if (parted) tally.parted++;
  return inStep;
}
