import fc from "fast-check";
import { from, map } from "rxjs";
import { describe, expect, it } from "vitest";
import { CurveBins, learningCurve } from "../../src/streams/index.js";
import { gather } from "./gather.js";
import { episode, scheduler } from "./runs.js";

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
