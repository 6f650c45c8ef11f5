import { z } from "zod";
import { different, integer, list, object, seed } from "./allowed.js";
import type { TrialBudget } from "./definition.js";

const MOST_SEEDS = 10_000;
const SEEDS = `a list of different seeds, or how many (1 to ${MOST_SEEDS})`;

export const count = integer({ min: 1, max: 1e12 });

export const budget: z.ZodType<TrialBudget> = object(
  { episodes: count.optional(), steps: count.optional() },
  "{ episodes } or { steps }",
).refine(({ episodes, steps }) => (episodes === undefined) !== (steps === undefined), {
  error: "{ episodes } or { steps }, one of the two",
}) as z.ZodType<TrialBudget>;

/** Seeds themselves, or how many. */
export const seeds: z.ZodType<readonly number[] | number> = z.union(
  [
    integer({ min: 1, max: MOST_SEEDS }),
    list(seed(), SEEDS, { min: 1, max: MOST_SEEDS }).refine(different, { error: SEEDS }),
  ],
  { error: SEEDS },
);
