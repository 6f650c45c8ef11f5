import { registeredSpecs } from "gymnasium-js";
import { describe, expect, it } from "vitest";
import { findEnvironment } from "../../src/experiment/environments.js";
import { SCORE_RANGES, scoreRangeOf } from "../../src/experiment/score-ranges.js";
import { expectRandomReturns, printed } from "./measured-scores.js";

interface Best {
  readonly env: string;
  readonly best: number;
  readonly error?: number;
}

const native = registeredSpecs().filter(({ id }) => Object.hasOwn(SCORE_RANGES, id));
describe("score ranges", () => {
  it("are known for every environment that comes with creditgym", () => {
    expect(native).toHaveLength(registeredSpecs().length);
    for (const { low, high } of Object.values(SCORE_RANGES)) expect(low).toBeLessThan(high);
  });

  it("begin at what random actions get, by other episodes than those of the table", async () => {
    // A random walk along the cliff takes thousands of steps.
    const quick = native.map(({ id }) => id).filter((id) => !id.startsWith("CliffWalking"));
    await expectRandomReturns(quick, 400);
    await expectRandomReturns(["CliffWalking-v1", "CliffWalkingSlippery-v1"], 100);
    expect(quick).toHaveLength(native.length - 2);
  });

  it("end at the best mean return where that is known", async () => {
    const best = await printed<Best>("measure-best-scores.js", "--episodes", "20000");
    const named = Object.keys(SCORE_RANGES).filter((id) => SCORE_RANGES[id]!.highIs === "best");
    expect(best.map(({ env }) => env).sort()).toEqual(named.sort());
    for (const { env, best: mean, error = 0 } of best) {
      expect(Math.abs(mean - SCORE_RANGES[env]!.high), env).toBeLessThanOrEqual(5 * error + 0.0005);
    }
  });

  it("end at the registry's threshold where tasks are solved there", () => {
    for (const { id, rewardThreshold } of native) {
      const { high, highIs } = SCORE_RANGES[id]!;
      if (highIs === "solved") expect(high, id).toBe(rewardThreshold);
    }
  });
});

describe("scoreRangeOf", () => {
  const rangeOf = (choice: Parameters<typeof findEnvironment>[0]) =>
    scoreRangeOf(findEnvironment(choice, import.meta.dirname));

  it("takes an id or an environment, and knows Python's originals of twins", () => {
    const cartPole = { low: SCORE_RANGES["CartPole-v1"]!.low, high: 500 };
    expect(scoreRangeOf("CartPole-v1")).toEqual(cartPole);
    expect(rangeOf("CartPole-v1")).toEqual(cartPole);
    expect(rangeOf({ id: "gymnasium:CartPole-v1", vectorizationMode: "sync" })).toEqual(cartPole);
    expect(scoreRangeOf("gymnasium:LunarLander-v3")).toMatchObject({ high: 200 });
    expect(rangeOf({ id: "CartPole-v1", maxEpisodeSteps: 500 })).toEqual(cartPole);
    const kwargs = { split: "held-out", taskSeed: 3, set: "test" };
    expect(rangeOf({ id: "Classification-v0", kwargs })).toEqual({ low: 0.1, high: 1 });
    expect(rangeOf({ id: "DigitClassification-v0", kwargs: { views: 9 } })).toEqual({ low: 0.1, high: 1 });
    expect(rangeOf({ id: "Multiplexer-v0", kwargs: { addressBits: 2 } })).toEqual({ low: 0, high: 1 });
  });

  it("knows none of other tasks", () => {
    expect(scoreRangeOf("toString")).toBeUndefined();
    expect(rangeOf("gymnasium:Ant-v5")).toBeUndefined();
    expect(rangeOf("ws://localhost:1/CartPole-v1")).toBeUndefined();
    expect(rangeOf({ id: "CartPole-v1", maxEpisodeSteps: 200 })).toBeUndefined();
    expect(rangeOf({ id: "Classification-v0", kwargs: { classes: 4 } })).toBeUndefined();
    expect(rangeOf({ id: "Pendulum-v1", kwargs: { g: 5 } })).toBeUndefined();
    const wrappers = [{ name: "NormalizeReward" }];
    expect(rangeOf({ id: "gymnasium:CartPole-v1", wrappers })).toBeUndefined();
  });
});
