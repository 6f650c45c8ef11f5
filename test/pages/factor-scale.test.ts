import { describe, expect, it } from "vitest";
import {
  FACTOR_LIMITS,
  factorAt,
  LAST_POSITION,
  positionOf,
} from "../../src/pages/playground/factor-scale.js";
import { DEFAULT_SETUP, hashOf } from "../../src/pages/playground/link.js";
import { readHash } from "../../src/pages/playground/read-link.js";

const positions = Array.from({ length: 2 * LAST_POSITION + 1 }, (_, k) => k - LAST_POSITION);

describe("factors of a slider", () => {
  it("are 1 in the middle, double with every second position, and are found again", () => {
    expect(factorAt(0)).toBe(1);
    for (const position of positions) {
      expect(positionOf(factorAt(position))).toBe(position);
      if (position + 2 > LAST_POSITION) continue;
      const ratio = factorAt(position + 2) / factorAt(position);
      expect(Math.abs(ratio - 2), `${position}`).toBeLessThan(0.01);
    }
  });

  it("have three digits, and a link says them as they are", () => {
    for (const position of positions) {
      const factor = factorAt(position);
      expect(`${factor}`.replace(/^0\.0*|\./g, "").length, `${factor}`).toBeLessThanOrEqual(3);
      const changes = { backprop: [{ step: 7, factors: [factor, 1, 1, factor] }] };
      const hash = hashOf({ view: "play", setup: { ...DEFAULT_SETUP, changes } });
      expect(hash).toContain(`change=backprop@7*${factor},1,1,${factor}`);
      expect(readHash(hash)).toEqual({
        place: { view: "play", setup: { ...DEFAULT_SETUP, changes } },
        problems: [],
      });
    }
    expect(FACTOR_LIMITS).toEqual({ least: 0.0156, most: 64 });
  });
});
