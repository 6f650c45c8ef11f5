import { describe, expect, test } from "vitest";
import { cartPoleFamily } from "../../envs/families/cart-pole/family.js";
import { generationTasks, type Trials, validationTasks } from "../../src/evolution/generation-tasks.js";
import { smallPlan } from "./small.js";

const plan = smallPlan({ tasks: 5 });
const trials = (generation: number, changes = {}): Trials =>
  generationTasks(cartPoleFamily, { ...plan, ...changes }, generation);
const first = Array.from({ length: 50 }, (_, generation) => trials(generation));
const text = (values: readonly unknown[]): string[] => values.map((value) => JSON.stringify(value));

describe("the tasks of a generation", () => {
  test("are of the training ranges, fresh each time, and so are the seeds of their lifetimes", () => {
    const tasks = first.flatMap((one) => one.tasks);
    const seeds = first.flatMap((one) => one.seeds);
    expect(tasks).toHaveLength(250);
    expect(new Set(text(tasks)).size).toBe(250);
    expect(new Set(seeds).size).toBe(250);
    for (const task of tasks) {
      expect(cartPoleFamily.contains("training", task)).toBe(true);
      expect(cartPoleFamily.contains("held-out", task)).toBe(false);
    }
    for (const seed of seeds) expect(Number.isSafeInteger(seed) && seed >= 0).toBe(true);
  });

  test("follow from seed and generation alone", () => {
    expect(trials(7)).toEqual(first[7]);
    expect(trials(7, { population: 99, sigma: 3 })).toEqual(first[7]);
    expect(trials(7, { seed: 2 })).not.toEqual(first[7]);
  });

  test("with fitness by validation are of the validation split", () => {
    const validation = trials(7, { fitness: "validation" });
    // The same stream of seeds: only the split is another one.
    expect(validation.seeds).toEqual(first[7]!.seeds);
    expect(validation.tasks).not.toEqual(first[7]!.tasks);
  });
});

test("validation has tasks of its own, always the same", () => {
  const validation = validationTasks(cartPoleFamily, plan);
  expect(validation.tasks).toHaveLength(4);
  expect(validationTasks(cartPoleFamily, plan)).toEqual(validation);
  const seeds = new Set(first.flatMap((one) => one.seeds));
  for (const seed of validation.seeds) expect(seeds).not.toContain(seed);
});
