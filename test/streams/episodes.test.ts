import fc from "fast-check";
import { from, map } from "rxjs";
import { describe, expect, it } from "vitest";
import { type Emission, type Episode, EpisodeTracker, episodes } from "../../src/streams/index.js";
import { emissions } from "./emissions.js";
import { gather } from "./gather.js";
import { anyRun, end, none, on, scheduler } from "./runs.js";

describe("episodes", () => {
  it("sums returns and lengths of valid transitions per sub-environment", async () => {
    const run = emissions([
      [{ reward: 2 }, { reward: 5, terminated: true }],
      [{ reward: 3, truncated: true }, none],
      [none, { reward: 7, terminated: true, truncated: true }],
    ]);
    expect(await gather(from(run).pipe(episodes()))).toEqual([
      {
        index: 0,
        environmentIndex: 1,
        return: 5,
        length: 1,
        step: 1,
        transitions: 2,
        terminated: true,
        truncated: false,
      },
      {
        index: 1,
        environmentIndex: 0,
        return: 5,
        length: 2,
        step: 2,
        transitions: 3,
        terminated: false,
        truncated: true,
      },
      {
        index: 2,
        environmentIndex: 1,
        return: 7,
        length: 1,
        step: 3,
        transitions: 4,
        terminated: true,
        truncated: true,
      },
    ]);
  });

  it("does not emit an unfinished episode", async () => {
    expect(await gather(from(emissions([[on], [on]])).pipe(episodes()))).toEqual([]);
  });

  it("emits in the frame of the step that ends the episode", () => {
    const [a, b, c] = emissions([[on], [end], [end]]) as [Emission, Emission, Emission];
    scheduler().run(({ cold, expectObservable }) => {
      const returns = cold("-a-b-c-|", { a, b, c }).pipe(
        episodes(),
        map((episode) => episode.return),
      );
      expectObservable(returns).toBe("---x-y-|", { x: 2, y: 1 });
    });
  });

  it("goes on in the middle of episodes with a restored tracker", () => {
    fc.assert(
      fc.property(anyRun, fc.nat(), (rows, cut) => {
        const run = emissions(rows);
        const at = cut % (run.length + 1);
        const follow = (tracker: EpisodeTracker, part: readonly Emission[]): Episode[] => {
          const found: Episode[] = [];
          for (const emission of part) tracker.track(emission, (episode) => found.push(episode));
          return found;
        };
        const tracker = new EpisodeTracker();
        const first = follow(tracker, run.slice(0, at));
        const second = new EpisodeTracker();
        second.restore(JSON.parse(JSON.stringify(tracker.state())));
        expect([...first, ...follow(second, run.slice(at))]).toEqual(follow(new EpisodeTracker(), run));
      }),
    );
  });

  it("refuses a change in the number of sub-environments", async () => {
    const run = [...emissions([[on]]), ...emissions([[on, on]])];
    await expect(gather(from(run).pipe(episodes()))).rejects.toThrow("Was following 1 sub-environments");
  });
});
