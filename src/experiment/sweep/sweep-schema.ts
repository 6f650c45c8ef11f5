import { z } from "zod";
import { boolean, integer, list, number, object, oneOf, seed, text } from "../allowed.js";
import type { SearchDimension, SearchMeasure, SearchSpace, SweepSettings } from "../definition.js";
import { budget, seeds } from "../extent-schema.js";

/** Of one arm: more would not be searched in a lifetime. */
export const MOST_CANDIDATES = 10_000;
const MEASURES: readonly SearchMeasure[] = ["averageReturn", "finalReturn", "evaluationReturn"];

const RANGE = "{ from, to, log?, integer?, times?, steps? }";
const DIMENSION = `a list of values, or ${RANGE}`;
const DIMENSIONS = 'dimensions by path, such as { "rates[0]": [0.01, 0.001] }';

const range = object(
  {
    from: number(),
    to: number(),
    log: boolean().optional(),
    integer: boolean().optional(),
    times: boolean().optional(),
    steps: integer({ min: 2, max: 1000 }).optional(),
  },
  DIMENSION,
).superRefine(({ from, to, log, integer: whole }, context) => {
  const refuse = (key: "from" | "to", message: string): void => {
    context.addIssue({ code: "custom", path: [key], message });
  };
  if (log === true && from <= 0) refuse("from", "a number above 0, as log is set");
  else if (whole === true && !Number.isSafeInteger(from)) refuse("from", "a whole number, as integer is set");
  else if (whole === true && !Number.isSafeInteger(to)) refuse("to", "a whole number, as integer is set");
  else if (to <= from) refuse("to", `a number above ${from}, where the range starts`);
});

const dimension: z.ZodType<SearchDimension> = z.union(
  [list(z.unknown(), "a list of at least one value", { min: 1 }), range],
  DIMENSION,
);
const space: z.ZodType<SearchSpace> = z.record(text("the path of a setting"), dimension, DIMENSIONS);

const SEARCH = '"grid" or { random: N }';
const search: z.ZodType<SweepSettings["search"]> = z.union(
  [
    z.literal("grid"),
    object(
      {
        random: integer({ min: 1, max: MOST_CANDIDATES }),
        seed: seed().optional(),
      },
      SEARCH,
    ),
  ],
  SEARCH,
);

const SWEEP = "{ search, space, perRule?, seeds?, budget?, measure? }, or false for none";

/** A search's settings, or some of them. */
export const sweep: z.ZodType<Partial<SweepSettings> | false> = z.union(
  [
    z.literal(false),
    object(
      {
        search: search.optional(),
        space: space.optional(),
        perRule: z.record(z.string(), space, { error: "spaces by rule" }).optional(),
        seeds: seeds.optional(),
        budget: budget.optional(),
        measure: oneOf(MEASURES).optional(),
      },
      SWEEP,
    ),
  ],
  SWEEP,
);
