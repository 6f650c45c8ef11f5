import fc from "fast-check";
import {
  InvalidActionError,
  InvalidArgumentError,
  make,
  makeVec,
  type NumericArray,
  vectorize,
} from "gymnasium-js";
import { describe, expect, test } from "vitest";
import { vectorEnvConformance } from "../../../conformance/vector-env.js";

const CASES: readonly [string, Record<string, unknown>][] = [
  ["CartPole-v1", {}],
  ["CartPole-v1", { sutton_barto_reward: true }],
  ["CartPole-v1", { maxEpisodeSteps: 10 }],
  ["CartPole-v1", { maxEpisodeSteps: 1 }],
  ["Acrobot-v1", { maxEpisodeSteps: 40 }],
  ["Acrobot-v1", { book_or_nips: "nips" }],
  ["MountainCar-v0", { maxEpisodeSteps: 50 }],
  ["MountainCar-v0", { goal_velocity: 0.02, maxEpisodeSteps: -1 }],
  ["MountainCarContinuous-v0", { maxEpisodeSteps: 60 }],
  ["MountainCarContinuous-v0", { goal_velocity: 0.01 }],
  ["Pendulum-v1", { maxEpisodeSteps: 30 }],
  ["Pendulum-v1", { g: 9.81 }],
];

describe.each(CASES)("%s %o", (id, options) => {
  const single = () => make(id, options);
  const forms = [
    ...vectorEnvConformance((numEnvs) => makeVec(id, { ...options, numEnvs }), single),
    ...vectorEnvConformance((numEnvs) => vectorize(single, numEnvs)).map((check) => ({
      ...check,
      name: `vectorize: ${check.name}`,
    })),
  ];
  for (const check of forms) test(check.name, () => check.run());
});

test("a vector of any size equals vectorized singles for 600 steps", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(
        ...["CartPole-v1", "Acrobot-v1", "MountainCar-v0", "MountainCarContinuous-v0", "Pendulum-v1"],
      ),
      fc.integer({ min: 1, max: 5 }),
      fc.bigInt({ min: 0n, max: 2n ** 70n }),
      (id, numEnvs, seed) => {
        const native = makeVec(id, { numEnvs });
        const singles = vectorize(() => make(id), numEnvs);
        const reset = (env: typeof native) => env.reset({ seed }) as { observations: NumericArray };
        expect(reset(native).observations).toEqual(reset(singles).observations);
        native.actionSpace.seed(seed);
        for (let s = 0; s < 600; s++) {
          const sample = (): unknown => native.actionSpace.sample();
          const actions = Float32Array.from({ length: numEnvs }, () => Number(sample()));
          const a = native.step(actions) as unknown as Record<string, NumericArray>;
          const b = singles.step(actions) as unknown as Record<string, NumericArray>;
          for (const field of ["observations", "rewards", "terminated", "truncated"]) {
            if (a[field]!.some((value, i) => !Object.is(value, b[field]![i]))) {
              expect(a[field]).toEqual(b[field]);
            }
          }
        }
      },
    ),
    { numRuns: 12 },
  );
});

test("a wrong action names the sub-environment and the value", () => {
  const env = makeVec("CartPole-v1", { numEnvs: 3 });
  env.reset({ seed: 1 });
  expect(() => env.step(Float64Array.of(0, 1, Number.NaN))).toThrow(InvalidActionError);
  expect(() => env.step(Int32Array.of(0, 2, 1))).toThrow(
    "action of sub-environment 1: 2 is not in Discrete(2).",
  );
});

test("reset options bound the first state, as in Gymnasium", () => {
  const env = makeVec("CartPole-v1", { numEnvs: 2 });
  const { observations } = env.reset({ seed: 1, options: { low: 0.5, high: 0.6 } }) as {
    observations: NumericArray;
  };
  expect(observations.every((value) => value >= 0.5 && value <= 0.6)).toBe(true);
  expect(() => env.reset({ options: { low: 1, high: 0 } })).toThrow(InvalidArgumentError);
});

test("a mask resets the sub-environments that it names, with their seeds, and no others", () => {
  const env = makeVec("CartPole-v1", { numEnvs: 3 });
  expect(() => env.reset({ mask: Uint8Array.of(1, 0, 0) })).toThrow("reset with a mask");
  const start = Array.from((env.reset({ seed: 4 }) as { observations: NumericArray }).observations);
  env.step(Int32Array.of(1, 1, 0));
  const moved = Array.from(env.observations!);
  env.reset({ seed: 4, mask: Uint8Array.of(0, 1, 0) });
  expect(Array.from(env.observations!)).toEqual([
    ...moved.slice(0, 4),
    ...start.slice(4, 8),
    ...moved.slice(8),
  ]);
  expect(() => env.reset({ mask: Uint8Array.of(1, 1) })).toThrow(InvalidArgumentError);
});
