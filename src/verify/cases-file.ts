import { z } from "zod";

/** A file of cases that cannot be used; one sentence with file, place and what is allowed. */
export class CasesFileError extends Error {
  override readonly name = "CasesFileError";

  constructor(
    readonly file: string,
    readonly path: string,
    readonly problem: string,
  ) {
    super(`${file}${path === "" ? "" : `, ${path}`}: ${problem}.`);
  }
}

const number = z.number({ error: "must be a finite number" });
const numbers = z.array(number, { error: "must be a list of numbers" });
const matrix = z.array(numbers, { error: "must be a list of rows of numbers" });
const id = z.string({ error: "must be a string" });
const list = <T extends z.ZodType>(element: T, of: string) =>
  z.array(element, { error: `must be a list of ${of}` });

const weights = z.object({ W: matrix, b: numbers }, { error: 'must be an object with "W" and "b"' });
const update = z.object({ dW: matrix, db: numbers }, { error: 'must be an object with "dW" and "db"' });
const layerUpdates = list(update, "one update a layer");
const updatesByRule = z.record(z.string(), z.unknown(), { error: "must be an object with one entry a rule" });

const network = {
  id,
  layer_sizes: z
    .array(z.int({ error: "must be an integer ≥ 1" }).min(1, { error: "must be an integer ≥ 1" }), {
      error: "must be a list of integers",
    })
    .min(2, { error: "must name at least the inputs and the output layer" }),
  output_kind: z.enum(["bernoulli", "softmax"], { error: 'must be "bernoulli" or "softmax"' }),
  temp: list(number.positive({ error: "must be greater than 0" }), "one temperature a layer"),
  weights: list(weights, "one entry a layer"),
};

const singleCase = z.object(
  {
    ...network,
    input: numbers,
    hidden_values: matrix,
    output_value: numbers,
    reward: number,
    updates: updatesByRule,
  },
  { error: "must be an object" },
);

const exactCase = z.object(
  {
    ...network,
    inputs: matrix,
    input_probs: numbers,
    reward_table: matrix,
    expected_reward: number.optional(),
    exact_gradient: layerUpdates.optional(),
    expected_update: updatesByRule.optional(),
  },
  { error: "must be an object" },
);

const casesFile = z.object(
  {
    cases: list(singleCase, "cases").default([]),
    exact: list(exactCase, "cases").default([]),
  },
  { error: 'must hold an object with "cases", "exact" or both' },
);

export type NetworkEntry = Pick<SingleEntry, keyof typeof network>;
export type SingleEntry = z.infer<typeof singleCase>;
export type ExactEntry = z.infer<typeof exactCase>;
export type CasesFile = z.infer<typeof casesFile>;
export type LayerUpdates = z.infer<typeof layerUpdates>;

/** Checks the form of a file of cases. @param content its text, or what its JSON stands for */
export function parseCasesFile(content: unknown, file: string): CasesFile {
  const parsed = parse(casesFile, typeof content === "string" ? parseJson(content, file) : content, file, "");
  if (parsed.cases.length + parsed.exact.length === 0) {
    throw new CasesFileError(file, "", 'holds no case; it needs a list "cases", "exact" or both');
  }
  return parsed;
}

/** Checks the updates given for one rule; entries of rules unknown here are never looked into. */
export function parseUpdates(content: unknown, file: string, path: string): LayerUpdates {
  return parse(layerUpdates, content, file, path);
}

function parse<T>(schema: z.ZodType<T>, content: unknown, file: string, path: string): T {
  const result = schema.safeParse(content);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = issue.path.reduce<string>(
    (sofar, key) =>
      typeof key === "number" ? `${sofar}[${key}]` : `${sofar}${sofar === "" ? "" : "."}${String(key)}`,
    path,
  );
  throw new CasesFileError(file, place, issue.message);
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CasesFileError(file, "", "must be valid JSON");
  }
}
