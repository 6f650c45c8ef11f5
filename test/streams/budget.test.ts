import fc from "fast-check";
import { from, map, range, throwError } from "rxjs";
import { describe, expect, it } from "vitest";
import { budget, type Emission, episodes, interact } from "../../src/streams/index.js";
import { CountingEnv } from "./counting-env.js";
import { emissions } from "./emissions.js";
import { gather } from "./gather.js";
import { anyRun, end, on, scheduler, still } from "./runs.js";

describe("budget", () => {
  it("cuts a vector step at exactly the last episode, in index order", async () => {
    const run = emissions([
      [on, on, on],
      [end, end, end],
      [on, on, on],
    ]);
    const passed = await gather(from(run).pipe(budget({ episodes: 2 })));
    expect(passed.length).toBe(2);
    expect(passed[1]).toMatchObject({ valid: new Uint8Array([1, 1, 0]), transitions: 5 });
    expect(run[1]!.valid.join("")).toBe("111");
  });

  it("gives exactly the named number of episodes and steps, whichever comes first", () => {
    fc.assert(
      fc.asyncProperty(
        anyRun,
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 20 }),
        async (rows, e, s) => {
          const run = emissions(rows);
          const passed = await gather(from(run).pipe(budget({ episodes: e, steps: s })));
          const steps = passed.at(-1)?.transitions ?? 0;
          const ended = (await gather(from(passed).pipe(episodes()))).length;
          const all = await gather(from(run).pipe(episodes()));
          expect(steps).toBeLessThanOrEqual(s);
          expect(ended).toBeLessThanOrEqual(e);
          const bySteps = (run.at(-1)?.transitions ?? 0) >= s;
          const byEpisodes = all.length >= e;
          if (bySteps && byEpisodes) expect(steps === s || ended === e).toBe(true);
          else if (bySteps) expect(steps).toBe(s);
          else if (byEpisodes) expect(ended).toBe(e);
          else expect(passed).toEqual(run);
        },
      ),
    );
  });

  it("counts from the subscription, completes in the same frame, unsubscribes the source", () => {
    const [a, b, c] = emissions([[on], [on], [on]]) as [Emission, Emission, Emission];
    scheduler().run(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot("a-b-c-a-b-|", { a, b, c });
      expectObservable(source.pipe(budget({ steps: 2 })), "---^").toBe("----c-(a|)", { a, c });
      expectSubscriptions(source.subscriptions).toBe("---^--!");
    });
  });

  it("stops an endless synchronous source", async () => {
    const [step] = emissions([[on]]);
    const passed = await gather(
      range(0, Number.POSITIVE_INFINITY).pipe(
        map(() => step as Emission),
        budget({ steps: 3 }),
      ),
    );
    expect(passed.length).toBe(3);
  });

  it("stops the environment at the last step", async () => {
    const env = new CountingEnv({ lengths: [3, 4] });
    await gather(interact(env, still).pipe(budget({ episodes: 3 }), episodes()));
    expect(env.steps).toBe(6);
  });

  it("completes at once, without subscribing, for nothing", async () => {
    const refused = throwError(() => new Error("subscribed"));
    expect(await gather(refused.pipe(budget({ steps: 0 })))).toEqual([]);
  });

  it("refuses limits that make no sense", () => {
    expect(() => budget({})).toThrow("A budget needs `episodes` or `steps`.");
    expect(() => budget({ episodes: 1.5 })).toThrow("`episodes` must be a whole number ≥ 0, not 1.5");
    expect(() => budget({ steps: -1 })).toThrow(RangeError);
    expect(() => budget({ steps: Number.NaN })).toThrow(RangeError);
  });
});
