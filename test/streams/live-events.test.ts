import { from, map, throwError } from "rxjs";
import { concatWith } from "rxjs/operators";
import { describe, expect, it } from "vitest";
import { type Emission, liveEvents } from "../../src/streams/index.js";
import { emissions } from "./emissions.js";
import { gather } from "./gather.js";
import { end, on, scheduler } from "./runs.js";

describe("liveEvents", () => {
  const source = { env: "Counting-v0", rule: "drtrl", seed: 3 };

  it("sums up what happened since the event before", () => {
    const [a, b, c, d] = emissions([
      [end, on],
      [end, on],
      [on, end],
      [end, on],
    ]);
    const test = scheduler();
    test.run(({ cold, expectObservable }) => {
      const events = cold("a 99ms b 99ms c 9ms (d|)", { a, b, c, d } as Record<string, Emission>).pipe(
        liveEvents({ source, every: 100, clock: test }),
      );
      const base = { version: 1, source };
      expectObservable(events).toBe("100ms x 99ms y 9ms (zw|)", {
        x: {
          ...{ ...base, type: "update", time: 100, episodes: 2, steps: 4, stepsPerSecond: 40 },
          ...{ newEpisodes: 2, meanReturn: 1, meanLength: 1 },
        },
        y: {
          ...{ ...base, type: "update", time: 200, episodes: 3, steps: 6, stepsPerSecond: 20 },
          ...{ newEpisodes: 1, meanReturn: 3, meanLength: 3 },
        },
        z: {
          ...{ ...base, type: "update", time: 210, episodes: 4, steps: 8, stepsPerSecond: 200 },
          ...{ newEpisodes: 1, meanReturn: 2, meanLength: 2 },
        },
        w: { ...base, type: "done", time: 210, episodes: 4, steps: 8, message: null },
      } as never);
    });
  });

  it("tells of a failure before it passes it on, all of it in JSON", async () => {
    const events: unknown[] = [];
    const broken = from(emissions([[on]])).pipe(concatWith(throwError(() => new Error("broken"))));
    await expect(
      gather(
        broken.pipe(
          liveEvents({ source }),
          map((event) => events.push(event)),
        ),
      ),
    ).rejects.toThrow("broken");
    expect(events).toMatchObject([
      { type: "update", meanReturn: null, meanLength: null },
      { type: "failed", message: "broken", steps: 1 },
    ]);
    expect(JSON.parse(JSON.stringify(events))).toEqual(events);
  });
});
