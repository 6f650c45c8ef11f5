import fc from "fast-check";
import { InvalidArgumentError, make, unwrapped } from "gymnasium-js";
import { describe, expect, test } from "vitest";
import { SPLITS, type TaskFamily, taskFamilies, taskFamily } from "../../../envs/families/index.js";

const seeds = fc.oneof(fc.maxSafeNat(), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }));

describe.each(taskFamilies().map((family) => [family.id, family] as const))("%s", (_, family: TaskFamily) => {
  test("samples of a split are in it; held-out and training tasks are never each other's", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        for (const split of SPLITS) {
          for (const task of family.sample(split, seed, 5)) {
            expect(family.contains(split, task)).toBe(true);
            expect(family.contains("held-out", task)).toBe(split === "held-out");
            expect(family.contains("training", task)).toBe(split !== "held-out");
          }
        }
      }),
    );
  });

  test("tasks are plain JSON, repeat by seed, and a longer draw begins with the shorter one", () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom(...SPLITS), (seed, split) => {
        const tasks = family.sample(split, seed, 6);
        expect(JSON.parse(JSON.stringify(tasks))).toEqual(tasks);
        expect(family.sample(split, seed, 6)).toEqual(tasks);
        expect(family.sample(split, seed, 2)).toEqual(tasks.slice(0, 2));
      }),
    );
  });

  test("no task of 300 seeds is drawn twice, in whichever split", () => {
    const drawn = SPLITS.flatMap((split) =>
      Array.from({ length: 300 }, (_, seed) => JSON.stringify(family.sample(split, seed, 3))),
    );
    expect(new Set(drawn).size).toBe(drawn.length);
  });

  test("its environment makes every task, and names it by split and seed", () => {
    const [task] = family.sample("validation", 8, 1);
    const env = make(family.environmentId, task);
    expect(env.reset({ seed: 1 }).observation).toBeDefined();
    const named = { ...task };
    for (const key of Object.keys(family.splits.validation)) delete (named as Record<string, unknown>)[key];
    const other = make(family.environmentId, { ...named, split: "validation", taskSeed: 8 });
    expect(other.reset({ seed: 1 }).observation).toEqual(env.reset({ seed: 1 }).observation);
    // The states' mark has all parameters: one restores into the other only if they play one task.
    const state = unwrapped(env).state!();
    expect(() => unwrapped(other).restore!(state)).not.toThrow();
    const third = make(family.environmentId, { ...named, split: "validation", taskSeed: 9 });
    expect(() => unwrapped(third).restore!(state)).toThrow("another environment");
  });

  test("a task with a value changed or missing is in no split", () => {
    const [task] = family.sample("training", 1, 1);
    for (const key of Object.keys(task!)) {
      expect(family.contains("training", { ...task, [key]: -1e9 })).toBe(false);
      const { [key]: _, ...rest } = task!;
      expect(family.contains("training", rest)).toBe(false);
    }
    expect(family.contains("training", { ...task, colour: 1 })).toBe(false);
  });

  test("refuses wrong splits, seeds and counts", () => {
    expect(() => family.sample("test" as "training", 1, 1)).toThrow("split: test is not allowed");
    for (const seed of [-1, 0.5, 2 ** 60, 2n ** 64n, Number.NaN]) {
      expect(() => family.sample("training", seed, 1), `${seed}`).toThrow("task seed");
    }
    for (const count of [-1, 0.5, Infinity]) {
      expect(() => family.sample("training", 1, count)).toThrow(InvalidArgumentError);
    }
    expect(family.sample("training", 1, 0)).toEqual([]);
  });
});

test("families are looked up by id, and a wrong id hears the nearest", () => {
  for (const { id } of taskFamilies()) expect(taskFamily(id).id).toBe(id);
  expect(() => taskFamily("cartpole")).toThrow(
    "task family: cartpole is not allowed; use cart-pole, or one of",
  );
  expect(() => taskFamily("zzzzzzzzzzzz")).toThrow(InvalidArgumentError);
});

test("the first draws of the CartPole family stay what they are", () => {
  // Recorded from this implementation: published figures depend on them.
  expect(taskFamily("cart-pole").sample("held-out", 0, 1)).toMatchInlineSnapshot(`
    [
      {
        "cartMass": 1.968383398071944,
        "force": 5.022283979814476,
        "gravity": 16.654947408403462,
        "halfLength": 0.2825783298362975,
        "poleMass": 0.49164338531169544,
        "swapped": false,
      },
    ]
  `);
});
