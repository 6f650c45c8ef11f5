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

// Of tabular environments and card games, whose whole law is in their draws: the seed alone must give them.
const recorded = fixture<readonly EncodedEpisode[]>("episodes").map(decodeEpisode);
const instances = new Map<string, typeof recorded>();
for (const episode of recorded) {
  const key = `${episode.id} ${JSON.stringify(episode.kwargs)} seed ${episode.seed}`;
  instances.set(key, [...(instances.get(key) ?? []), episode]);
}

describe.each([...instances])("%s", (_, episodes) => {
  test.each([
    ["single", singlePlayer],
    ["vector", vectorPlayer],
  ] as const)("the %s form plays the recorded episodes", (_form, playerOf) => {
    const { id, kwargs } = episodes[0]!;
    const twin = { id, kwargs, usesLibm: false };
    const tally: Tally = { episodes: 0, steps: 0, terminated: 0, parted: 0 };
    replayEpisodes(playerOf(twin), episodes, twin, tally);
    expect(tally.steps).toBe(episodes.reduce((sum, { flags }) => sum + flags.length, 0));
  });
});
