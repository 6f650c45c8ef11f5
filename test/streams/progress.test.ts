import { map, of } from "rxjs";
import { describe, expect, it } from "vitest";
import { progress } from "../../src/streams/index.js";
import { gather } from "./gather.js";
import { scheduler } from "./runs.js";

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
