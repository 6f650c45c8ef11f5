import "../../../envs/families/index.js";
import fc from "fast-check";
import {
  checkEnv,
  InvalidArgumentError,
  make,
  makeVec,
  type NumericArray,
  type VectorStep,
} from "gymnasium-js";
import { describe, expect, test } from "vitest";
import { type CartPoleTask, cartPoleFamily, SPLITS } from "../../../envs/families/index.js";
import { vectorEnvConformance } from "../../conformance/vector-env.js";

const NUMBERS = ["gravity", "cartMass", "poleMass", "halfLength", "force"] as const;

test("training and held-out ranges are those of the protocol, and share nothing", () => {
  const bounds = (split: "training" | "held-out") =>
    NUMBERS.map((key) => (cartPoleFamily.splits[split][key] as { intervals: unknown }).intervals);
  expect(bounds("training")).toEqual([[[7, 13]], [[0.7, 1.4]], [[0.05, 0.2]], [[0.35, 0.75]], [[7.5, 13]]]);
  expect(bounds("held-out")).toEqual([
    [
      [3, 6],
      [14, 20],
    ],
    [
      [0.3, 0.6],
      [1.6, 2.5],
    ],
    [[0.25, 0.5]],
    [
      [0.2, 0.3],
      [0.9, 1.5],
    ],
    [
      [4.5, 6.5],
      [15, 20],
    ],
  ]);
});

test("every number of a held-out task is outside its training range", () => {
  const training = cartPoleFamily.splits.training;
  for (const task of cartPoleFamily.sample("held-out", 5, 2000)) {
    for (const key of NUMBERS) {
      const { intervals } = training[key] as { intervals: readonly (readonly [number, number])[] };
      const [low, high] = intervals[0]!;
      expect(task[key] < low || task[key] > high, `${key} = ${task[key]}`).toBe(true);
    }
  }
});

test("sides, swaps and places within a range come by equal chances", () => {
  const tasks = cartPoleFamily.sample("held-out", 9, 4000);
  const share = (of: (task: CartPoleTask) => boolean) => tasks.filter(of).length / tasks.length;
  // Five standard deviations of a fair coin are 0.04.
  expect(share((task) => task.swapped)).toBeCloseTo(0.5, 1);
  expect(share((task) => task.gravity < 10)).toBeCloseTo(0.5, 1);
  expect(share((task) => task.force < 10)).toBeCloseTo(0.5, 1);
  expect(share((task) => task.poleMass < 0.375)).toBeCloseTo(0.5, 1);
  expect(share((task) => task.gravity < 10 && task.force < 10)).toBeCloseTo(0.25, 1);
});

test("the default task has CartPole-v1's numbers, bit for bit", () => {
  fc.assert(
    fc.property(fc.nat(), fc.boolean(), (seed, swapped) => {
      const task = makeVec("CartPoleTask-v0", { numEnvs: 3, swapped, maxEpisodeSteps: 500 });
      const original = makeVec("CartPole-v1", { numEnvs: 3 });
      expect((task.reset({ seed }) as VectorStep).observations).toEqual(
        (original.reset({ seed }) as VectorStep).observations,
      );
      original.actionSpace.seed(seed);
      for (let s = 0; s < 300; s++) {
        const actions = Int32Array.from({ length: 3 }, () => original.actionSpace.sample() as number);
        const a = task.step(swapped ? actions.map((action) => 1 - action) : actions) as VectorStep;
        const b = original.step(actions) as VectorStep;
        for (const field of ["observations", "rewards", "terminated", "truncated"] as const) {
          expect(Buffer.compare(Buffer.from(a[field].buffer), Buffer.from(b[field].buffer))).toBe(0);
        }
      }
    }),
    { numRuns: 20 },
  );
});

test("a vector of different tasks equals the single environments of each", () => {
  const tasks = SPLITS.flatMap((split) => cartPoleFamily.sample(split, 3, 4));
  const vector = cartPoleFamily.makeVec(tasks, { maxEpisodeSteps: 30 });
  const singles = tasks.map((task) => make("CartPoleTask-v0", { ...task, maxEpisodeSteps: 30 }));
  const first = vector.reset({ seed: 11 }) as VectorStep;
  for (const [i, env] of singles.entries()) {
    const alone = env.reset({ seed: 11 + i }).observation as NumericArray;
    expect(Array.from(first.observations.subarray(4 * i, 4 * i + 4))).toEqual(Array.from(alone));
  }
  for (let s = 0; s < 200; s++) {
    const actions = Int32Array.from(tasks, (_, i) => ((s * 7 + i * 3) >> 2) & 1);
    const step = vector.step(actions) as VectorStep;
    for (const [i, env] of singles.entries()) {
      const result = env.step(actions[i]);
      const over = result.terminated || result.truncated;
      const next = (over ? env.reset().observation : result.observation) as NumericArray;
      expect(Array.from(step.observations.subarray(4 * i, 4 * i + 4))).toEqual(Array.from(next));
      expect([step.terminated[i], step.truncated[i]]).toEqual([+result.terminated, +result.truncated]);
      if (over) {
        const last = Array.from(result.observation as NumericArray);
        expect(Array.from(step.finalObservations.subarray(4 * i, 4 * i + 4))).toEqual(last);
      }
    }
  }
});

test("a saved state brings its tasks along", () => {
  const make = (seed: number) => cartPoleFamily.makeVec(cartPoleFamily.sample("training", seed, 5));
  const [env, other] = [make(1), make(2)];
  env.reset({ seed: 4 });
  other.reset({ seed: 5 });
  env.step(Int32Array.of(0, 1, 0, 1, 0));
  other.restore!(env.state!());
  for (let s = 0; s < 100; s++) {
    const actions = new Int32Array(5).fill(s & 1);
    const expected = Array.from((env.step(actions) as VectorStep).observations);
    expect(Array.from((other.step(actions) as VectorStep).observations)).toEqual(expected);
  }
});

describe.each([
  {},
  { gravity: 16, cartMass: 0.4, poleMass: 0.4, halfLength: 0.25, force: 18, swapped: true },
  { split: "held-out", taskSeed: 12 },
])("CartPoleTask-v0 %o", (kwargs) => {
  const options = { ...kwargs, maxEpisodeSteps: 40 };
  const checks = vectorEnvConformance(
    (numEnvs) => makeVec("CartPoleTask-v0", { ...options, numEnvs }),
    () => make("CartPoleTask-v0", options),
  );
  for (const check of checks) test(check.name, () => check.run());
  test("checkEnv finds nothing", () => {
    expect(checkEnv(() => make("CartPoleTask-v0", options))).toEqual([]);
  });
});

test("the vector of a family keeps to the conformance suite", () => {
  const checks = vectorEnvConformance((n) => cartPoleFamily.makeVec(cartPoleFamily.sample("held-out", 1, n)));
  for (const check of checks) check.run();
});

test("refuses what is no task, naming it", () => {
  const make1 = (kwargs: object) => () => make("CartPoleTask-v0", { ...kwargs });
  expect(make1({ gravity: 0 })).toThrow("gravity: 0 is not allowed; use a finite number above 0.");
  expect(make1({ force: "10" })).toThrow(InvalidArgumentError);
  expect(make1({ swapped: 1 })).toThrow("swapped: 1 is not allowed; use true or false.");
  expect(make1({ mass: 1 })).toThrow("keyword argument: mass is not allowed; use one of gravity, cartMass");
  expect(make1({ split: "test" })).toThrow("split: test is not allowed; use one of training, validation");
  expect(make1({ taskSeed: 1 })).toThrow("split: undefined is not allowed");
  expect(make1({ split: "training", gravity: 9 })).toThrow("use either gravity or split and taskSeed");
  const [good] = cartPoleFamily.sample("training", 0, 1);
  expect(() => cartPoleFamily.makeVec([good!, { ...good!, force: Number.NaN }])).toThrow(
    "tasks[1] force: NaN is not allowed",
  );
  expect(() => cartPoleFamily.makeVec([])).toThrow("tasks: an empty list is not allowed");
  expect(() => makeVec("CartPoleTask-v0", { numEnvs: 2, tasks: [good] })).toThrow("use a list of 2");
});
