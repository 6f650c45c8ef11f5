import { z } from "zod";
import { SPLITS } from "../../envs/families/index.js";
import type { PublishedFigure } from "../report/comparison-table.js";
import { agentSettings } from "./agent-schema.js";
import { boolean, different, integer, list, number, object, oneOf, text } from "./allowed.js";
import type {
  BridgeSettings,
  DiagnosticsSettings,
  EngineChoice,
  EnvironmentChoice,
  EnvironmentSettings,
  EvaluationSettings,
  Experiment,
  FamilyChoice,
  ScoreRange,
  Settings,
} from "./definition.js";
import { budget, count, seeds } from "./extent-schema.js";
import { sweep } from "./sweep/sweep-schema.js";

const ENGINE_CHOICES: readonly EngineChoice[] = ["auto", "reference", "wasm", "tf"];

const wrapper = z.union(
  [
    text(),
    object(
      {
        name: text("the name of a Python wrapper"),
        kwargs: z.record(z.string(), z.unknown(), { error: "an object of arguments" }).optional(),
        vector: boolean().optional(),
      },
      "a Python wrapper",
    ),
  ],
  "a Python wrapper's name, or { name, kwargs?, vector? }",
) as unknown as z.ZodType<NonNullable<BridgeSettings["wrappers"]>[number]>;

const bridge = {
  vectorizationMode: oneOf(["sync", "async", "native"]).optional(),
  autoresetMode: oneOf(["same-step", "next-step", "disabled"]).optional(),
  wrappers: list(wrapper, "a list of Python wrappers").optional(),
  imports: list(text("the name of a Python module"), "a list of Python modules").optional(),
  disableEnvChecker: boolean().optional(),
  timeout: number({ min: 0, above: true }).optional(),
} satisfies Readonly<Record<keyof BridgeSettings, z.ZodType>>;

const kwargs = z.record(z.string(), z.unknown(), { error: "an object of arguments" });
const maxEpisodeSteps = z.custom<number>(
  (value) => value === -1 || (Number.isSafeInteger(value) && Number(value) >= 1),
  { error: "an integer of at least 1, or -1 for no limit" },
);

const environment: z.ZodType<EnvironmentChoice> = z.union(
  [
    text(),
    object(
      {
        id: text("the id of an environment"),
        kwargs: kwargs.optional(),
        maxEpisodeSteps: maxEpisodeSteps.optional(),
        ...bridge,
      },
      "an environment",
    ),
  ],
  "an environment's id, or { id, kwargs?, maxEpisodeSteps? }",
);

const splits = list(oneOf(SPLITS), "a list of splits", { min: 1 }).refine(
  different,
  "a list of different splits",
);

const family: z.ZodType<FamilyChoice> = z.union(
  [
    text(),
    object(
      {
        id: text("the id of a task family"),
        splits: splits.optional(),
        kwargs: kwargs.optional(),
        maxEpisodeSteps: maxEpisodeSteps.optional(),
      },
      "a task family",
    ),
  ],
  "a task family's id, or { id, splits?, kwargs?, maxEpisodeSteps? }",
);

const perRule = z.record(z.string(), agentSettings, { error: "settings of agents by rule" });
const batch = integer({ min: 1, max: 65_536 });
const groups = integer({ min: 1, max: 64 });

const scoreRange: z.ZodType<ScoreRange> = object(
  { low: number(), high: number() },
  "{ low, high }, what counts as 0 and as 1",
).refine(({ low, high }) => low < high, "{ low, high }, the second above the first");

const forOneEnvironment = {
  agent: agentSettings.optional(),
  perRule: perRule.optional(),
  budget: budget.optional(),
  batch: batch.optional(),
  groups: groups.optional(),
  sweep: sweep.optional(),
  scoreRange: scoreRange.optional(),
};

const perEnvironment: z.ZodType<Record<string, EnvironmentSettings>> = z.record(
  z.string(),
  object(forOneEnvironment, "settings for an environment"),
  "settings by environment",
);

const environments = list(environment, "a list of environments", { min: 1 });
const families = list(family, "a list of task families", { min: 1 });
const rules = list(text("the id of a rule"), "a list of rules", { min: 1 }).refine(
  different,
  "a list of different rules",
);

const finite = z.number({ error: "a finite number" });

const published: z.ZodType<readonly PublishedFigure[]> = list(
  object(
    {
      env: text("the id of an environment"),
      rule: text("the id of a rule"),
      averageReturn: object({ mean: finite, std: finite }, "{ mean, std }"),
      runs: count,
      source: text("where it was published"),
    },
    "a published figure",
  ),
  "a list of published figures",
);

const MOST_POINTS = 10_000;
const points = integer({ min: 1, max: MOST_POINTS });

const EVALUATION = "{ episodes?, policy?, points?, kwargs?, also? }, true or false";
const replacedArguments = z.record(z.string(), z.unknown(), { error: "an object of arguments" });
const evaluation: z.ZodType<EvaluationSettings | boolean> = z.union(
  [
    z.boolean(),
    object(
      {
        episodes: integer({ min: 1, max: 1_000_000 }).optional(),
        policy: oneOf(["greedy", "sampled"]).optional(),
        points: points.optional(),
        kwargs: replacedArguments.optional(),
        also: z
          .record(z.string().min(1), replacedArguments, { error: "arguments of the environment, by name" })
          .refine((also) => !Object.hasOwn(also, "evaluation"), "any name but evaluation, the first one's")
          .optional(),
      },
      EVALUATION,
    ),
  ],
  EVALUATION,
);

const DIAGNOSTICS = "{ points?, decisions?, rounds? }, true or false";
const diagnostics: z.ZodType<DiagnosticsSettings | boolean> = z.union(
  [
    z.boolean(),
    object(
      {
        points: points.optional(),
        decisions: integer({ min: 1, max: 65_536 }).optional(),
        rounds: integer({ min: 2, max: 65_536 }).optional(),
      },
      DIAGNOSTICS,
    ),
  ],
  DIAGNOSTICS,
);

const fields = {
  ...forOneEnvironment,
  environments: environments.optional(),
  families: families.optional(),
  rules: rules.optional(),
  seeds: seeds.optional(),
  engine: oneOf(ENGINE_CHOICES).optional(),
  retries: integer({ min: 0, max: 1000 }).optional(),
  evaluation: evaluation.optional(),
  diagnostics: diagnostics.optional(),
  perEnvironment: perEnvironment.optional(),
  published: published.optional(),
};

const settings: z.ZodType<Settings> = object(fields, "settings");

/** Names a folder. */
export const runName = z.custom<string>(
  (value) => typeof value === "string" && /^[\w][\w.-]{0,99}$/.test(value),
  { error: "a name of letters, digits, '-', '_' and '.'" },
);

const naming = {
  name: runName,
  description: text().optional(),
  variant: text("the name of a variant").optional(),
};

/** The form of an experiment's file. */
export const experimentSchema: z.ZodType<Experiment> = object(
  {
    ...fields,
    ...naming,
    rules,
    seeds,
    budget,
    variants: z.record(z.string(), settings, { error: "settings by name of the variant" }).optional(),
  },
  "an experiment",
);

/** What the command line may set: a layer on top of the experiment and its variant. */
export interface CommandLineSettings extends Settings {
  readonly name?: string;
  readonly description?: string;
  readonly variant?: string;
}

export const commandLineSchema: z.ZodType<CommandLineSettings> = object(
  {
    ...fields,
    ...naming,
    name: naming.name.optional(),
  },
  "settings",
);
