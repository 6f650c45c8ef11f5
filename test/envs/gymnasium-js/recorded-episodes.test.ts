import { registeredSpecs } from "gymnasium-js";
import { describe, expect, test } from "vitest";
import { fixture } from "./fixtures.js";
import {
  decodeEpisode,
  type EncodedEpisode,
  replayEpisodes,
  singlePlayer,
  type Tally,
  vectorPlayer,
} from "./recorded-episodes.js";

// Whole episodes of every twin: the seed alone must give them.
const recorded = fixture<readonly EncodedEpisode[]>("episodes").map(decodeEpisode);
const instances = new Map<string, typeof recorded>();
for (const episode of recorded) {
  const key = `${episode.id} ${JSON.stringify(episode.kwargs)} seed ${episode.seed}`;
  instances.set(key, [...(instances.get(key) ?? []), episode]);
}

/** Those that call sine or cosine, whose last bits differ between libraries and engines. */
const USE_LIBM = ["CartPole-v1", "Acrobot-v1", "MountainCar-v0", "MountainCarContinuous-v0", "Pendulum-v1"];

test("every twin is among them", () => {
  const own = registeredSpecs().filter(({ id }) => !id.includes("/"));
  const ids = new Set(recorded.map(({ id }) => id));
  expect(own.map(({ id }) => id).filter((id) => !ids.has(id))).toEqual([]);
});

describe.each([...instances])("%s", (_, episodes) => {
  test.each([
    ["single", singlePlayer],
    ["vector", vectorPlayer],
  ] as const)("the %s form plays the recorded episodes", (_form, playerOf) => {
    const { id, kwargs } = episodes[0]!;
    const usesLibm = USE_LIBM.includes(id);
    const twin = { id, kwargs, usesLibm };
    const tally: Tally = { episodes: 0, steps: 0, terminated: 0, parted: 0 };
    replayEpisodes(playerOf(twin), episodes, twin, tally);
    const steps = episodes.reduce((sum, { flags }) => sum + flags.length, 0);
    if (tally.parted === 0) expect(tally.steps).toBe(steps);
    else expect(tally.steps).toBeGreaterThan(0.1 * steps);
  });
});
