import { describe, expect, test } from "vitest";
import { scores } from "../../src/evolution/scores.js";

const BATCHES = 25;
/** The return of a member's batch on a task: all different. */
const value = (member: number, task: number, batch: number): number => 1000 * member + 100 * task + batch;
const returns = Float64Array.from(
  [0, 1, 2].flatMap((member) =>
    [0, 1].flatMap((task) => Array.from({ length: BATCHES }, (_, batch) => value(member, task, batch))),
  ),
);
const shape = { members: 3, batches: BATCHES };

describe("a member's score", () => {
  test("is the mean over tasks and all batches, the last tenth of them, or the last one", () => {
    expect([...scores(returns, shape, "auc")]).toEqual([62, 1062, 2062]);
    expect([...scores(returns, shape, "validation")]).toEqual([62, 1062, 2062]);
    // Of 25 batches the last two, 23 and 24.
    expect([...scores(returns, shape, "final")]).toEqual([73.5, 1073.5, 2073.5]);
    // The last one.
    expect([...scores(returns, shape, "test")]).toEqual([74, 1074, 2074]);
    expect([...scores(Float64Array.of(1, 2, 5, 3, 4, 7), { members: 2, batches: 3 }, "final")]).toEqual([
      5, 7,
    ]);
  });

  test("is not a number where one of its lifetimes diverged, and leaves the others alone", () => {
    const diverged = returns.slice();
    diverged[BATCHES * 2 + 3] = Number.NaN;
    expect([...scores(diverged, shape, "auc")]).toEqual([62, Number.NaN, 2062]);
  });
});
