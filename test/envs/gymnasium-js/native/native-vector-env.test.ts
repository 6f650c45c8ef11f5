import fc from "fast-check";
import {
  ActionBatchSizeError,
  InvalidActionError,
  InvalidArgumentError,
  makeVec,
  type NumericArray,
  TimeLimit,
  type VectorStep,
} from "gymnasium-js";
import { describe, expect, test } from "vitest";
import { CounterEnv, CounterVectorEnv, WideVectorEnv } from "./fixtures.js";

type Infos = Readonly<Record<string, unknown>>;

/** Sub-environment `i`'s own info, read by the masks; numbers as lists. */
function infoOf(infos: Infos, i: number, numEnvs: number): Infos {
  const own: Record<string, unknown> = {};
  for (const [key, values] of Object.entries(infos)) {
    if (key.startsWith("_") || (infos[`_${key}`] as Uint8Array)[i] !== 1) continue;
    if (key === "final_info") own[key] = infoOf(values as Infos, i, numEnvs);
    else {
      const array = values as NumericArray;
      const size = array.length / numEnvs;
      own[key] = Array.from(array.subarray(i * size, (i + 1) * size));
    }
  }
  return own;
}

const asLists = (info: Infos): Infos =>
  Object.fromEntries(
    Object.entries(info).map(([key, value]) => [
      key,
      typeof value === "number" ? [value] : Array.from(value as NumericArray),
    ]),
  );

describe("infos", () => {
  test("equal those of single environments, final_info included", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.nat(),
        fc.integer({ min: 3, max: 12 }),
        (numEnvs, seed, limit) => {
          const native = new CounterVectorEnv(numEnvs, limit);
          const singles = Array.from({ length: numEnvs }, () => new TimeLimit(new CounterEnv(), limit));
          const { infos } = native.reset({ seed });
          for (const [i, env] of singles.entries()) {
            expect(infoOf(infos, i, numEnvs)).toEqual(asLists(env.reset({ seed: seed + i }).info));
          }
          for (let s = 0; s < 40; s++) {
            const actions = Int32Array.from(singles, (_, i) => (s * 7 + i * 5 + seed) % 3);
            const step = native.step(actions);
            for (const [i, env] of singles.entries()) {
              const last = env.step(actions[i]!);
              const ended = last.terminated || last.truncated;
              const next = ended ? env.reset() : last;
              const expected = ended ? { final_info: asLists(last.info) } : {};
              expect(infoOf(step.infos, i, numEnvs)).toEqual({ ...asLists(next.info), ...expected });
              expect(Array.from(step.observations.subarray(2 * i, 2 * i + 2))).toEqual(next.observation);
              if (ended) {
                expect(Array.from(step.finalObservations.subarray(2 * i, 2 * i + 2))).toEqual(
                  last.observation,
                );
              }
            }
          }
        },
      ),
      { numRuns: 20 },
    );
  });

  test("final_info is there only when an episode ended, zero where its mask is 0", () => {
    const env = new CounterVectorEnv(2);
    env.reset({ seed: 5 });
    while (env.observations[0]! < 8)
      expect(env.step(Int32Array.of(1, 0)).infos).not.toHaveProperty("final_info");
    const { infos, terminated } = env.step(Int32Array.of(2, 0));
    expect(Array.from(terminated)).toEqual([1, 0]);
    const final = infos.final_info as { pair: Int8Array; _pair: Uint8Array };
    expect(Array.from(final.pair)).toEqual([10, -10, 0, 0]);
    expect(Array.from(final._pair)).toEqual([1, 0]);
    expect(Array.from(infos._final_info as Uint8Array)).toEqual([1, 0]);
    // The new episode's own.
    expect((infos.steps as Float64Array)[0]).toBe(0);
    expect(env.step(Int32Array.of(0, 0)).infos).not.toHaveProperty("final_info");
    expect(Array.from(final.pair)).toEqual([0, 0, 0, 0]);
  });
});

describe("actions of a Box", () => {
  const pendulums = () => {
    const env = makeVec("Pendulum-v1", { numEnvs: 3 });
    env.reset({ seed: 4 });
    return env;
  };

  test("any numeric type brings them, in the space's dtype", () => {
    const [a, b] = [pendulums(), pendulums()];
    const x = a.step(Float64Array.of(0.1, 7, -0.3)) as VectorStep;
    const y = b.step(Float32Array.of(0.1, 2, -0.3)) as VectorStep;
    expect(x).toEqual(y);
  });

  test("NaN names the sub-environment, and none has moved", () => {
    const env = pendulums();
    const before = env.state!();
    expect(() => env.step(Float32Array.of(1, 1, Number.NaN))).toThrow(InvalidActionError);
    expect(() => env.step(Float32Array.of(1, 1, Number.NaN))).toThrow(/sub-environment 2/);
    expect(() => env.step(Float32Array.of(1, 1))).toThrow(ActionBatchSizeError);
    expect(env.state!()).toEqual(before);
  });
});

test("observations in float64 are refused", () => {
  expect(() => new WideVectorEnv()).toThrow(InvalidArgumentError);
});
