import {
  ActionBatchSizeError,
  Box,
  ClosedEnvironmentError,
  Discrete,
  type Env,
  InvalidArgumentError,
  type NumericArray,
  type Space,
  Text,
  type VectorStep,
  vectorize,
} from "gymnasium-js";
import { describe, expect, test } from "vitest";

/** Sums its actions; ends at three steps; tells what it does in nested infos. */
class Adder implements Env<NumericArray, NumericArray> {
  readonly observationSpace: Space<NumericArray> = new Box(-100, 100, { shape: [2], dtype: "float64" });
  readonly actionSpace: Space<NumericArray> = new Box(-1, 1, { shape: [2] });
  #sum = new Float64Array(2);
  #steps = 0;

  reset() {
    this.#sum = new Float64Array(2);
    this.#steps = 0;
    return { observation: this.#sum.slice(), info: { fresh: true } };
  }

  step(action: NumericArray) {
    this.#sum[0]! += action[0]!;
    this.#sum[1]! += action[1]!;
    this.#steps++;
    const info = this.#sum[0]! > 0 ? { inner: { steps: this.#steps } } : {};
    return {
      observation: this.#sum.slice(),
      reward: this.#sum[0]!,
      terminated: this.#steps === 3,
      truncated: false,
      info,
    };
  }
}

describe("vectorize", () => {
  test("carries Box actions in the space's dtype, and final observations", () => {
    const env = vectorize([new Adder(), new Adder()]);
    env.reset({ seed: 1 });
    const batch = Float64Array.of(0.1, 2, -0.1, 3);
    env.step(batch);
    const second = env.step(batch) as VectorStep;
    expect(Array.from(second.observations)).toEqual([2 * Math.fround(0.1), 4, -2 * Math.fround(0.1), 6]);
    const third = env.step(batch) as VectorStep;
    expect(Array.from(third.terminated)).toEqual([1, 1]);
    expect(Array.from(third.observations)).toEqual([0, 0, 0, 0]);
    expect(third.finalObservations[1]).toBe(6);
    expect(Array.from(third.valid)).toEqual([1, 1]);
  });

  test("gathers infos with masks, nested ones too", () => {
    const env = vectorize([new Adder(), new Adder()]);
    expect(env.reset()).toMatchObject({ infos: { fresh: [true, true], _fresh: Uint8Array.of(1, 1) } });
    const batch = Float64Array.of(1, 0, -1, 0);
    const { infos } = env.step(batch) as VectorStep;
    expect(infos).toEqual({
      inner: { steps: Float64Array.of(1, 0), _steps: Uint8Array.of(1, 0) },
      _inner: Uint8Array.of(1, 0),
    });
    env.step(batch);
    expect((env.step(batch) as VectorStep).infos).toMatchObject({
      final_obs: [Float64Array.of(3, 0), Float64Array.of(-3, 0)],
      _final_obs: Uint8Array.of(1, 1),
      final_info: { inner: { steps: Float64Array.of(3, 0) } },
      _final_info: Uint8Array.of(1, 1),
      fresh: [true, true],
    });
  });

  test("refuses wrong batches, differing spaces, spaces without a batch, and use after close", () => {
    const env = vectorize(() => new Adder(), 2);
    env.reset();
    expect(() => env.step(new Float64Array(3))).toThrow(ActionBatchSizeError);
    void env.close();
    expect(() => env.step(new Float64Array(4))).toThrow(ClosedEnvironmentError);
    const other = Object.assign(new Adder(), { actionSpace: new Discrete(2) });
    expect(() => vectorize([new Adder(), other as Env])).toThrow(InvalidArgumentError);
    const text = Object.assign(new Adder(), { observationSpace: new Text(3) });
    expect(() => vectorize([text as unknown as Env])).toThrow(
      "is not allowed; use Box, Discrete, MultiDiscrete, MultiBinary, or Tuple and Dict of these",
    );
    expect(() => vectorize([])).toThrow(InvalidArgumentError);
  });

  test.each([
    [
      "a short observation",
      { observation: Float64Array.of(1) },
      "observation is an array of length 1; expected is an array of 2 numbers",
    ],
    ["a long observation", { observation: new Float64Array(3) }, "observation is an array of length 3"],
    ["a number for two values", { observation: 1 }, "observation is 1; expected is an array of 2 numbers"],
    ["no observation", { observation: undefined }, "observation is undefined"],
    ["a promise", Promise.resolve({}), "result of step() is a promise; expected is { observation, reward"],
    ["nothing", undefined, "result of step() is undefined"],
  ])("names the sub-environment that returned %s", (_, result, sentence) => {
    const broken = Object.assign(new Adder(), { step: () => result as never });
    const env = vectorize([new Adder(), broken]);
    env.reset();
    const step = () => env.step(new Float64Array(4));
    expect(step).toThrow(sentence);
    expect(step).toThrow(expect.objectContaining({ name: "InvalidResultError", index: 1 }));
  });

  test("tells an error of a sub-environment's own which one it was", () => {
    const error = new Error("boom");
    const broken = Object.assign(new Adder(), {
      step: () => {
        throw error;
      },
    });
    const env = vectorize([new Adder(), broken]);
    env.reset();
    expect(() => env.step(new Float64Array(4))).toThrow(error);
    expect(error).toMatchObject({ environmentIndex: 1 });
  });
});
