import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { batchAdvantages } from "../../../agents/feedback/batch-advantages.js";
import { naiveAdvantages } from "./naive.js";

function advantages(
  rewards: readonly (readonly number[])[],
  discount = 0.9,
  clip: number | null = null,
): number[] {
  const lengths = rewards.map(({ length }) => length);
  return Array.from(batchAdvantages(Float64Array.from(rewards.flat()), lengths, discount, clip));
}

describe("advantages of a batch", () => {
  it("are returns-to-go less the mean over all episodes at the same step, over their deviation", () => {
    const episode = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 7 });
    const batch = fc.array(episode, { minLength: 1, maxLength: 5 });
    const clip = fc.option(fc.double({ min: 0.1, max: 3, noNaN: true }));
    fc.assert(
      fc.property(batch, fc.double({ min: 0, max: 1, noNaN: true }), clip, (rewards, discount, most) => {
        const expected = naiveAdvantages(rewards, discount, most).flat();
        advantages(rewards, discount, most).forEach((value, k) => {
          expect(value).toBeCloseTo(expected[k], 9);
        });
      }),
    );
  });

  it("count an episode that is over as a return of 0 in the mean", () => {
    // Returns [3, 2, 1] and [1]: means 2, 1, ½, so that the differences are 1, 1, ½ and −1.
    const deviation = Math.sqrt((1 + 1 + 0.25 + 1) / 4) + 1e-3;
    const expected = [1, 1, 0.5, -1].map((value) => expect.closeTo(value / deviation, 12));
    expect(advantages([[1, 1, 1], [1]], 1)).toEqual(expected);
  });

  it("are cut off on both sides", () => {
    const rewards = [[9], [0], [0], [-9], [0], [0], [0], [0]];
    const free = advantages(rewards);
    expect(Math.max(...free)).toBeGreaterThan(1.5);
    expect(Math.min(...free)).toBeLessThan(-1.5);
    expect(advantages(rewards, 0.9, 1.5)).toEqual(free.map((value) => Math.max(-1.5, Math.min(1.5, value))));
  });

  it("are 0 where all episodes are equal, and of one episode", () => {
    expect(
      advantages([
        [1, 2],
        [1, 2],
        [1, 2],
        [1, 2],
      ]),
    ).toEqual(new Array(8).fill(0));
    expect(advantages([[3, -1, 5]])).toEqual([0, 0, 0]);
    expect(advantages([[2]])).toEqual([0]);
  });

  it("of episodes of one step are their rewards less the mean, over the deviation", () => {
    const scale = 1 + 1e-3;
    expect(advantages([[1], [3]])).toEqual([-1 / scale, 1 / scale].map((value) => expect.closeTo(value, 12)));
  });
});
