import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { textTable } from "../../src/report/tables.js";
import {
  decodeEpisode,
  type EncodedEpisode,
  type Episode,
  replayEpisodes,
  singlePlayer,
  type Tally,
  type Twin,
  vectorPlayer,
} from "../envs/gymnasium-js/recorded-episodes.js";
import { testPython } from "../python.js";

const SEEDS = 100;

const TWINS: readonly Twin[] = [
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

const key = ({ id, kwargs }: Pick<Twin, "id" | "kwargs">): string => `${id} ${JSON.stringify(kwargs)}`;
const played = new Map<string, Episode[]>();
const rows: string[][] = [];

beforeAll(() => {
  const input = JSON.stringify(TWINS.map(({ id, kwargs }) => ({ id, kwargs, seeds: SEEDS })));
  const output = execFileSync(testPython(), [join(import.meta.dirname, "gymnasium_play.py")], {
    ...{ input, encoding: "utf8", maxBuffer: 2 ** 30 },
    stdio: ["pipe", "pipe", "ignore"],
  });
  for (const line of output.trim().split("\n")) {
    const episode = decodeEpisode(JSON.parse(line) as EncodedEpisode);
    played.set(key(episode), [...(played.get(key(episode)) ?? []), episode]);
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

describe.each(TWINS)("$id $kwargs equals Gymnasium's", (twin) => {
  test.each([
    ["single", singlePlayer],
    ["vector", vectorPlayer],
  ] as const)("%s form", (form, playerOf) => {
    const tally: Tally = { episodes: 0, steps: 0, terminated: 0, parted: 0 };
    const episodes = played.get(key(twin))!;
    expect(episodes).toHaveLength(2 * SEEDS);
    for (let k = 0; k < episodes.length; k += 2) {
      replayEpisodes(playerOf(twin), episodes.slice(k, k + 2), twin, tally);
    }
    rows.push([
      `${twin.id} ${JSON.stringify(twin.kwargs).replace("{}", "")} ${form}`,
      ...[tally.episodes, tally.terminated, tally.steps, tally.parted].map(String),
    ]);
    // Pendulum never terminates; the rest mostly must.
    if (twin.id !== "Pendulum-v1") expect(tally.terminated).toBeGreaterThan(0.5 * tally.episodes);
  });
});
