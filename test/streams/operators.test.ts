import fc from "fast-check";
import { from, map, of, range, take, throwError } from "rxjs";
import { concatWith } from "rxjs/operators";
import { TestScheduler } from "rxjs/testing";
import { describe, expect, it } from "vitest";
import {
  budget,
  CurveBins,
  type Emission,
  type Episode,
  EpisodeTracker,
  episodes,
  interact,
  learningCurve,
  liveEvents,
  policy,
  progress,
  runningStatistics,
  snapshot,
} from "../../src/streams/index.js";
import { CountingEnv } from "./counting-env.js";
import { emissions, type Row } from "./emissions.js";
import { gather } from "./gather.js";

const still = policy(() => {});
const end: Row = { terminated: true };
const on: Row = {};
const none: Row = { valid: false, reward: 1000 };

const scheduler = (): TestScheduler =>
  new TestScheduler((actual, expected) => expect(actual).toEqual(expected));

const anyRow = fc.record({
  reward: fc.integer({ min: -5, max: 5 }),
  terminated: fc.boolean(),
  truncated: fc.boolean(),
  valid: fc.boolean(),
});
const anyRun = fc
  .integer({ min: 1, max: 4 })
  .chain((width) => fc.array(fc.array(anyRow, { minLength: width, maxLength: width }), { maxLength: 30 }));

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

const episode = (index: number, value = index): Episode => ({
  index,
  environmentIndex: 0,
  return: value,
  length: 2,
  step: 2 * (index + 1),
  transitions: 2 * (index + 1),
  terminated: true,
  truncated: false,
});

describe("learningCurve", () => {
  it("has one point per episode until it is full, then doubles the bins", async () => {
    const curve = async (count: number) =>
      (
        await gather(
          from(Array.from({ length: count }, (_, i) => episode(i))).pipe(learningCurve({ points: 4 })),
        )
      ).at(-1)!;
    expect((await curve(4)).points.map(({ meanReturn }) => meanReturn)).toEqual([0, 1, 2, 3]);
    expect(await curve(5)).toEqual({
      binWidth: 2,
      points: [
        { episode: 2, step: 4, meanReturn: 0.5, meanLength: 2, episodes: 2 },
        { episode: 4, step: 8, meanReturn: 2.5, meanLength: 2, episodes: 2 },
        { episode: 5, step: 10, meanReturn: 4, meanLength: 2, episodes: 1 },
      ],
    });
    expect((await curve(9)).binWidth).toBe(4);
  });

  it("stays within its points, loses no episode and survives a checkpoint anywhere", () => {
    const half = fc.integer({ min: 1, max: 6 });
    fc.assert(
      fc.property(half, fc.array(fc.integer({ min: -9, max: 9 })), fc.nat(), (capacity, returns, cut) => {
        const at = cut % (returns.length + 1);
        const whole = new CurveBins(2 * capacity);
        let parts = new CurveBins(2 * capacity);
        returns.forEach((value, index) => {
          if (index === at) parts = CurveBins.from(JSON.parse(JSON.stringify(parts.state())));
          whole.add(episode(index, value));
          parts.add(episode(index, value));
        });
        expect(parts.state()).toEqual(whole.state());
        const { points, binWidth } = whole.curve();
        expect(points.length).toBeLessThanOrEqual(2 * capacity);
        points.forEach((point, i) => {
          const members = returns.slice(i * binWidth, (i + 1) * binWidth);
          expect(point.episodes).toBe(members.length);
          expect(point.meanReturn * point.episodes).toBeCloseTo(
            members.reduce((sum, value) => sum + value, 0),
            9,
          );
        });
      }),
    );
  });

  it("updates at most once per period, and once more at completion", () => {
    const test = scheduler();
    test.run(({ cold, expectObservable }) => {
      const source = cold("a 99ms a 299ms a 100ms a 9ms (a|)", { a: 0 }).pipe(
        map((_, index) => episode(index)),
        learningCurve({ updateEvery: 400, clock: test }),
        map(({ points }) => points.length),
      );
      expectObservable(source).toBe("400ms c 110ms (e|)", { c: 3, e: 5 });
    });
  });

  it("refuses an odd number of points", () => {
    expect(() => learningCurve({ points: 3 })).toThrow("must be an even number ≥ 2, not 3");
  });
});

describe("runningStatistics", () => {
  it("agrees with the definitions", () => {
    const numbers = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1 });
    fc.assert(
      fc.asyncProperty(numbers, async (values) => {
        const last = (await gather(from(values).pipe(runningStatistics()))).at(-1)!;
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
        const scale = 1 + Math.max(...values.map(Math.abs));
        expect(last).toMatchObject({
          count: values.length,
          min: Math.min(...values),
          max: Math.max(...values),
        });
        expect(Math.abs(last.mean - mean) / scale).toBeLessThan(1e-12);
        expect(Math.abs(last.variance - variance) / scale ** 2).toBeLessThan(1e-12);
      }),
    );
  });

  it("does not cancel far from zero", async () => {
    const values = [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16];
    expect((await gather(from(values).pipe(runningStatistics()))).at(-1)).toMatchObject({ variance: 22.5 });
  });
});

describe("progress", () => {
  it("reports at most once per period and at completion", () => {
    const test = scheduler();
    test.run(({ cold, expectObservable }) => {
      const reports = cold("99ms a 99ms a 99ms a 99ms (a|)").pipe(
        progress({ total: 8, every: 190, clock: test }),
      );
      expectObservable(reports).toBe("199ms x 199ms (yz|)", {
        x: {
          done: 2,
          total: 8,
          fraction: 0.25,
          seconds: 0.199,
          rate: 2 / 0.199,
          secondsLeft: 6 / (2 / 0.199),
        },
        y: { done: 4, total: 8, fraction: 0.5, seconds: 0.399, rate: 10, secondsLeft: 4 / (4 / 0.399) },
        z: {
          done: 4,
          total: 8,
          fraction: 0.5,
          seconds: 0.399,
          rate: 4 / 0.399,
          secondsLeft: 4 / (4 / 0.399),
        },
      });
    });
  });

  it("does not count what a resumed run had done before in its rate", async () => {
    let time = 0;
    const clock = { now: () => time };
    const source = of(510, 520).pipe(
      map((value) => {
        time += 1000;
        return value;
      }),
    );
    const last = (await gather(source.pipe(progress({ total: 600, start: 500, done: (n) => n, clock })))).at(
      -1,
    )!;
    expect(last).toMatchObject({ done: 520, rate: 10, secondsLeft: 8, seconds: 2 });
  });

  it("knows no seconds left before the first unit and passes errors of `done` on", async () => {
    const clock = { now: () => 0 };
    expect(await gather(of().pipe(progress({ total: 5, clock })))).toMatchObject([
      { secondsLeft: undefined, rate: 0 },
    ]);
    const cause = new Error("no count");
    const done = (): number => {
      throw cause;
    };
    await expect(gather(of(1).pipe(progress({ total: 5, done })))).rejects.toBe(cause);
    expect(() => progress({ total: 0 })).toThrow(RangeError);
  });
});

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

describe("snapshot", () => {
  it("copies arrays, nested infos included", async () => {
    const [original] = emissions([[on, end]]) as [Emission];
    const date = new Date(0);
    const infos = {
      prob: new Float64Array([1]),
      nested: { mask: [new Uint8Array([1])] },
      date,
      absent: null,
    };
    const [copied] = (await gather(of({ ...original, infos }).pipe(snapshot()))) as [Emission];
    expect(copied).toEqual({ ...original, infos });
    for (const [key, value] of Object.entries(copied)) {
      if (typeof value === "object") expect(value).not.toBe(original[key as keyof Emission]);
    }
    expect(copied.infos.prob).not.toBe(infos.prob);
    expect((copied.infos.nested as typeof infos.nested).mask[0]).not.toBe(infos.nested.mask[0]);
    expect(copied.infos.date).toBe(date);
  });

  it("makes emissions fit to be gathered", async () => {
    const gathered = (keep: boolean) => {
      const run = interact(new CountingEnv({ lengths: [9] }), still);
      return gather((keep ? run.pipe(snapshot()) : run).pipe(take(3)));
    };
    expect((await gathered(true)).map(({ step }) => step)).toEqual([1, 2, 3]);
    expect((await gathered(false)).map(({ step }) => step)).toEqual([3, 3, 3]);
  });
});
