import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Pace } from "../../src/pages/playground/worker/pace.js";

describe("a pace", () => {
  it("gives as many steps as time allows, neither more nor, unless the clock jumps, fewer", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.5, max: 2000, noNaN: true }),
        fc.array(fc.double({ min: 0, max: 60, noNaN: true }), { minLength: 1, maxLength: 200 }),
        (rate, waits) => {
          let time = 1000;
          const pace = new Pace(() => time);
          pace.set(rate);
          let steps = 0;
          for (const wait of waits) {
            time += wait;
            steps += pace.due();
          }
          const allowed = ((time - 1000) * rate) / 1000;
          expect(steps).toBeLessThanOrEqual(allowed + 1e-6);
          expect(steps).toBeGreaterThan(allowed - 1 - 1e-6);
        },
      ),
    );
  });

  it("does not make up for a long sleep", () => {
    let time = 0;
    const pace = new Pace(() => time);
    pace.set(100);
    time = 60_000;
    expect(pace.due()).toBe(25);
  });

  it("has no end without a limit", () => {
    expect(new Pace().due()).toBe(Number.POSITIVE_INFINITY);
  });
});
