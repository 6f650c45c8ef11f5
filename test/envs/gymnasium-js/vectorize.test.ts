import {
  ActionBatchSizeError,
  Box,
  ClosedEnvironmentError,
  Dict,
  Discrete,
  type Env,
  type Info,
  InvalidArgumentError,
  infoOf,
  MultiBinary,
  MultiDiscrete,
  make,
  type NumericArray,
  PCG64,
  PCG64_WORDS,
  ResetNeededError,
  type ResetOptions,
  type Space,
  Text,
  TimeLimit,
  Tuple,
  type VectorReset,
  type VectorStep,
  vectorize,
} from "gymnasium-js";
import { describe, expect, test } from "vitest";
import { vectorEnvConformance } from "../../conformance/vector-env.js";

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

  test("carries whole numbers of 64 bits in doubles, and cuts fractions off as integer arrays do", () => {
    const space = new Box(-Infinity, Infinity, { dtype: "int64", shape: [1] });
    const echo: Env<NumericArray, NumericArray> = {
      observationSpace: space,
      actionSpace: space,
      reset: () => ({ observation: Float64Array.of(2 ** 40), info: {} }),
      step: (action) => ({ observation: action, reward: 0, terminated: false, truncated: false, info: {} }),
    };
    const env = vectorize([echo]);
    expect((env.reset() as VectorReset).observations).toEqual(Float64Array.of(2 ** 40));
    const { observations } = env.step(Float64Array.of(-(2 ** 41))) as VectorStep;
    expect(observations).toEqual(Float64Array.of(-(2 ** 41)));
    expect((env.step(Float64Array.of(2.5)) as VectorStep).observations).toEqual(Float64Array.of(2));
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
    const step = () => {
      env.reset();
      env.step(new Float64Array(4));
    };
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
    // The first one has gone on and the second has not.
    expect(() => env.step(new Float64Array(4))).toThrow(ResetNeededError);
  });
});

/** Walks on a line of which it shows the place and a sign; what it is told to do is a composite. */
class Walker implements Env {
  readonly observationSpace = new Dict({
    place: new Box(-1000, 1000, { shape: [2], dtype: "float64" }),
    sign: new Discrete(3, { start: -1 }),
    bits: new MultiBinary(3),
  });
  readonly actionSpace = new Tuple([
    new Discrete(2),
    new MultiDiscrete([3, 2]),
    new Box(-1, 1, { shape: [1] }),
  ]);
  readonly #words = new Uint32Array(PCG64_WORDS);
  readonly #random = new PCG64(0, this.#words);
  #place = 0;

  #observe() {
    const place = Float64Array.of(this.#place, 1 / (1 + Math.abs(this.#place)));
    return { place, sign: Math.sign(this.#place), bits: Int8Array.of(1, 0, this.#place > 0 ? 1 : 0) };
  }

  reset({ seed }: ResetOptions = {}) {
    if (seed !== undefined) this.#random.seed(seed);
    this.#place = this.#random.uniform(-1, 1);
    return { observation: this.#observe(), info: { place: this.#place } };
  }

  step(action: unknown) {
    if (!this.actionSpace.contains(action)) throw new Error(`not an action: ${JSON.stringify(action)}`);
    const [direction, [length, sides], push] = action as [number, Int32Array, Float32Array];
    this.#place += (direction === 0 ? -1 : 1) * length! * (sides! + 1) + push[0]!;
    const info = { place: this.#place };
    const terminated = Math.abs(this.#place) > 6;
    return { observation: this.#observe(), reward: push[0]!, terminated, truncated: false, info };
  }

  state(): Uint8Array {
    const bytes = new Uint8Array(8 + this.#words.byteLength);
    bytes.set(new Uint8Array(Float64Array.of(this.#place).buffer));
    bytes.set(new Uint8Array(this.#words.buffer), 8);
    return bytes;
  }

  restore(state: Uint8Array): void {
    this.#place = new Float64Array(state.slice(0, 8).buffer)[0]!;
    this.#words.set(new Uint32Array(state.slice(8).buffer));
  }
}

describe.each(["same-step", "next-step", "disabled"] as const)(
  "vectorize of composite spaces, %s",
  (autoresetMode) => {
    const single = () => new TimeLimit(new Walker(), 9);
    const checks = vectorEnvConformance((numEnvs) => vectorize(single, numEnvs, { autoresetMode }), single);
    test.each(checks.map(({ name, run }) => [name, run] as const))("%s", (_, run) => run());
  },
);

describe.each(["next-step", "disabled"] as const)(
  "vectorize of a native environment, %s",
  (autoresetMode) => {
    const single = () => make("Taxi-v4", { maxEpisodeSteps: 7 });
    const checks = vectorEnvConformance((numEnvs) => vectorize(single, numEnvs, { autoresetMode }), single);
    test.each(checks.map(({ name, run }) => [name, run] as const))("%s", (_, run) => run());
  },
);

describe("vectorize of composite spaces", () => {
  test("gives environments actions of their own types, and refuses those that are not in the space", () => {
    const env = vectorize(() => new Walker(), 2);
    void env.reset({ seed: 1 });
    expect(() => env.step(Float32Array.of(1, 2, 1, 0.5, 0, 0, 0, -0.5))).not.toThrow();
    expect(() => env.step(Float32Array.of(1, 2, 1, 0.5, 0, 3, 0, 0))).toThrow("action of sub-environment 1");
    expect(() => env.step(Float32Array.of(1, 2, 1, 0.5, 0.5, 0, 0, 0))).toThrow(
      "action of sub-environment 1",
    );
    expect(() => env.step(new Float32Array(7))).toThrow(ActionBatchSizeError);
  });

  test("says what an observation should have been", () => {
    const broken = Object.assign(new Walker(), {
      reset: () => ({ observation: { place: [0, 0], sign: "left", bits: [0, 0, 0] }, info: {} }),
    });
    expect(() => vectorize([broken as unknown as Env]).reset()).toThrow(
      /^its observation is .* expected is a value of Dict\(/,
    );
  });

  test("keeps infos of every kind, also where kinds differ", () => {
    const infos: Info[] = [
      { n: 1, text: "a", yes: true, list: Int8Array.of(1, 2), mixed: 3, deep: { n: 1 }, odd: { n: 1 } },
      { n: 2, yes: false, list: Int8Array.of(3, 4), mixed: "three", odd: 5 },
      {},
    ];
    const envs = infos.map((info) => {
      const env = new Walker();
      return Object.assign(env, { reset: () => ({ ...Walker.prototype.reset.call(env), info }) });
    });
    const { infos: told } = vectorize(envs).reset() as VectorReset;
    expect(told).toEqual({
      n: Float64Array.of(1, 2, 0),
      _n: Uint8Array.of(1, 1, 0),
      text: ["a", null, null],
      _text: Uint8Array.of(1, 0, 0),
      yes: [true, false, false],
      _yes: Uint8Array.of(1, 1, 0),
      list: Int8Array.of(1, 2, 3, 4, 0, 0),
      _list: Uint8Array.of(1, 1, 0),
      mixed: [3, "three", null],
      _mixed: Uint8Array.of(1, 1, 0),
      deep: { n: Float64Array.of(1, 0, 0), _n: Uint8Array.of(1, 0, 0) },
      _deep: Uint8Array.of(1, 0, 0),
      odd: [{ n: 1 }, 5, null],
      _odd: Uint8Array.of(1, 1, 0),
    });
    for (const [i, info] of infos.entries()) expect(infoOf(told, i, 3)).toEqual(info);
  });
});
