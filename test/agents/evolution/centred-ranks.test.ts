import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { centredRanks } from "../../../agents/evolution/centred-ranks.js";

const values = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 2, maxLength: 40 });

describe("centred ranks", () => {
  test("go evenly from −½ to ½", () => {
    expect([...centredRanks([30, -5, 7, 1e9, 0])]).toEqual([0.25, -0.5, 0, 0.5, -0.25]);
    expect([...centredRanks([3])]).toEqual([0]);
    expect([...centredRanks([])]).toEqual([]);
  });

  test("ties share the mean of their ranks", () => {
    expect([...centredRanks([1, 5, 5, 9, 5])]).toEqual([-0.5, 0, 0, 0.5, 0]);
    expect([...centredRanks([2, 2])]).toEqual([0, 0]);
    expect([...centredRanks([0, -0, 1])]).toEqual([-0.25, -0.25, 0.5]);
  });

  test("what is not finite shares the lowest ranks", () => {
    expect([...centredRanks([NaN, -1e300, Infinity, 3, -Infinity])]).toEqual([
      -0.25, 0.25, -0.25, 0.5, -0.25,
    ]);
  });

  test("are the mean of the plain ranks over all orders that ties allow, by brute force", () => {
    fc.assert(
      fc.property(values, (list) => {
        const ranks = centredRanks(list);
        for (const [k, value] of list.entries()) {
          const below = list.filter((other) => other < value).length;
          const equal = list.filter((other) => other === value).length;
          expect(ranks[k]).toBeCloseTo((below + (equal - 1) / 2) / (list.length - 1) - 0.5, 14);
        }
      }),
    );
  });

  test("an increasing function changes nothing, a decreasing one the sign; the order of members does not matter", () => {
    fc.assert(
      fc.property(values, (list) => {
        const ranks = [...centredRanks(list)];
        expect([...centredRanks(list.map((value) => Math.exp(value / 3) - 7))]).toEqual(ranks);
        expect([...centredRanks(list.map((value) => -(value ** 3)))]).toEqual(ranks.map((rank) => 0 - rank));
        expect([...centredRanks(list.toReversed())].reverse()).toEqual(ranks);
      }),
    );
  });
});
