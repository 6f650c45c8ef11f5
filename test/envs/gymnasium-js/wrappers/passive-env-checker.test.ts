import { Box, Discrete, type Env, InvalidResultError, PassiveEnvChecker } from "gymnasium-js";
import { describe, expect, test } from "vitest";

const SOUND_RESET = { observation: Float32Array.of(0), info: {} };
const SOUND_STEP = { ...SOUND_RESET, reward: 1, terminated: false, truncated: false };

/** An environment whose calls give these results, one after the other, the last one for ever. */
function scripted(resets: readonly unknown[], steps: readonly unknown[], fields: object = {}): Env {
  const [left, ahead] = [[...resets], [...steps]];
  return {
    observationSpace: new Box(-1, 1, { shape: [1] }),
    actionSpace: new Discrete(2),
    reset: () => (left.length > 1 ? left.shift() : left[0]) as never,
    step: () => (ahead.length > 1 ? ahead.shift() : ahead[0]) as never,
    ...fields,
  };
}

const broken = (change: object): object => ({ ...SOUND_STEP, ...change });

describe("PassiveEnvChecker", () => {
  test.each([
    ["a promise", Promise.resolve(SOUND_RESET), "its result of reset() is a promise"],
    ["the observation alone", Float32Array.of(0), "its result of reset() is [0]"],
    ["no info", { observation: Float32Array.of(0) }, "its info is undefined"],
    ["a list as info", { ...SOUND_RESET, info: [] }, "its info is []"],
    ["another dtype", { ...SOUND_RESET, observation: Float64Array.of(0) }, "it is a Float64Array"],
    [
      "another size",
      { ...SOUND_RESET, observation: new Float32Array(2) },
      "it has 2 numbers, and the space 1",
    ],
    ["a value out of bounds", { ...SOUND_RESET, observation: Float32Array.of(2) }, "above high[0] = 1"],
  ])("refuses a first reset that gives %s", (_, result, sentence) => {
    const reset = () => new PassiveEnvChecker(scripted([result], [SOUND_STEP])).reset();
    expect(reset).toThrow(InvalidResultError);
    expect(reset).toThrow(sentence);
  });

  test.each([
    ["old Gym's done", [Float32Array.of(0), 1, false, {}], "its result of step() is"],
    ["NaN as reward", broken({ reward: Number.NaN }), "its reward is NaN; expected is a finite number."],
    ["a text as reward", broken({ reward: "1" }), "its reward is 1"],
    ["an endless reward", broken({ reward: Infinity }), "its reward is Infinity"],
    ["a number as flag", broken({ terminated: 0 }), "its terminated is 0; expected is true or false."],
    ["no flag", broken({ truncated: undefined }), "its truncated is undefined"],
    ["NaN as observation", broken({ observation: Float32Array.of(NaN) }), "entry 0 is NaN"],
  ])("refuses a first step that gives %s", (_, result, sentence) => {
    const step = () => {
      const env = new PassiveEnvChecker(scripted([SOUND_RESET], [result]));
      env.reset();
      env.step(0);
    };
    expect(step).toThrow(InvalidResultError);
    expect(step).toThrow(sentence);
  });

  test("looks at the first of each only, as Gymnasium does", () => {
    const odd = { ...SOUND_STEP, observation: Float32Array.of(9), reward: Number.NaN };
    const env = new PassiveEnvChecker(scripted([SOUND_RESET, odd], [SOUND_STEP, odd]));
    env.reset();
    env.step(0);
    expect(env.step(0)).toBe(odd);
    expect(env.reset()).toBe(odd);
  });

  test("tells a listener what Gymnasium only warns of, and refuses the rest", () => {
    const warnings: string[] = [];
    const onWarning = (sentence: string): unknown => warnings.push(sentence);
    const far = { ...SOUND_RESET, observation: Float32Array.of(2) };
    const odd = broken({ observation: Float32Array.of(-2), reward: Number.NaN, terminated: 0, truncated: 1 });
    const env = new PassiveEnvChecker(scripted([far], [odd]), { onWarning });
    expect(env.reset()).toBe(far);
    expect(env.step(0)).toBe(odd);
    env.reset();
    env.step(0);
    expect(warnings).toEqual([
      expect.stringContaining("entry 0 is 2, above high[0] = 1"),
      expect.stringContaining("entry 0 is -2, below low[0] = -1"),
      "its reward is NaN; expected is a finite number.",
      "its terminated is 0; expected is true or false.",
      "its truncated is 1; expected is true or false.",
    ]);
    const bare = new PassiveEnvChecker(scripted([Float32Array.of(0)], []), { onWarning });
    expect(() => bare.reset()).toThrow(InvalidResultError);
  });

  test.each(["observationSpace", "actionSpace"])("refuses an environment without %s", (role) => {
    expect(() => new PassiveEnvChecker(scripted([], [], { [role]: undefined }))).toThrow(
      `its ${role} is undefined; expected is a space.`,
    );
  });
});
