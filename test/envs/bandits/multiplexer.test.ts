import "../../../envs/bandits/index.js";
import fc from "fast-check";
import { InvalidArgumentError, make, makeVec, type NumericArray } from "gymnasium-js";
import { describe, expect, test } from "vitest";
import { vectorEnvConformance } from "../../conformance/vector-env.js";

describe.each([1, 3, 4, 5, 6])("Multiplexer-v0 with %i address bits", (addressBits) => {
  const checks = vectorEnvConformance(
    (numEnvs) => makeVec("Multiplexer-v0", { numEnvs, addressBits }),
    () => make("Multiplexer-v0", { addressBits }),
  );
  for (const check of checks) test(check.name, () => check.run());
});

test("the addressed data bit is the right action, the first address bit counting most", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 6 }),
      fc.nat(),
      fc.integer({ min: 0, max: 1 }),
      (k, seed, action) => {
        const env = make("Multiplexer-v0", { addressBits: k });
        const bits = Array.from(env.reset({ seed }).observation as NumericArray);
        expect(bits.length).toBe(k + 2 ** k);
        expect(bits.every((bit) => bit === 1 || bit === -1)).toBe(true);
        const address = Number.parseInt(
          bits
            .slice(0, k)
            .map((bit) => (bit > 0 ? "1" : "0"))
            .join(""),
          2,
        );
        const result = env.step(action);
        expect(result.reward).toBe(bits[k + address] === 2 * action - 1 ? 1 : -1);
        expect([result.terminated, result.truncated]).toEqual([true, false]);
      },
    ),
  );
});

test("bits are fair and rewards average to zero for a constant action", () => {
  const env = makeVec("Multiplexer-v0", { numEnvs: 64 });
  let bits = (env.reset({ seed: 3 }) as { observations: Float32Array }).observations.reduce(
    (a, b) => a + b,
    0,
  );
  let rewards = 0;
  const ones = new Int32Array(64).fill(1);
  for (let s = 0; s < 200; s++) {
    const step = env.step(ones) as { observations: Float32Array; rewards: Float64Array };
    bits += step.observations.reduce((a, b) => a + b, 0);
    rewards += step.rewards.reduce((a, b) => a + b, 0);
  }
  // Five standard deviations.
  expect(Math.abs(bits)).toBeLessThan(5 * Math.sqrt(201 * 64 * 20));
  expect(Math.abs(rewards)).toBeLessThan(5 * Math.sqrt(200 * 64));
});

test("refuses other sizes and unknown arguments", () => {
  for (const addressBits of [0, 7, 2.5, "4"]) {
    expect(() => makeVec("Multiplexer-v0", { addressBits })).toThrow(InvalidArgumentError);
  }
  expect(() => make("Multiplexer", { bits: 3 })).toThrow("use one of addressBits");
});
