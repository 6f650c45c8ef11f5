import fc from "fast-check";
import { from } from "rxjs";
import { describe, expect, it } from "vitest";
import { runningStatistics } from "../../src/streams/index.js";
import { gather } from "./gather.js";

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
