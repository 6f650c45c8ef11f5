import { z } from "zod";
import type { PublishedFigure } from "../report/comparison-table.js";
import { agentSettings } from "./agent-schema.js";
import { boolean, integer, list, number, object, oneOf, text } from "./allowed.js";
import type {
  BridgeSettings,
  EngineChoice,
  EnvironmentChoice,
  EnvironmentSettings,
  Experiment,
  Settings,
  TrialBudget,
} from "./definition.js";

const ENGINE_CHOICES: readonly EngineChoice[] = ["auto", "reference", "wasm", "tf"];

const MOST_SEEDS = 10_000;
const SEEDS = `a list of different seeds, or how many (1 to ${MOST_SEEDS})`;
const count = integer({ min: 1, max: 1e12 });

const budget: z.ZodType<TrialBudget> = object(
  { episodes: count.optional(), steps: count.optional() },
  "{ episodes } or { steps }",
).refine(({ episodes, steps }) => (episodes === undefined) !== (steps === undefined), {
  error: "{ episodes } or { steps }, one of the two",
}) as z.ZodType<TrialBudget>;

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

const environment: z.ZodType<EnvironmentChoice> = z.union(
  [
    text(),
    object(
      {
        id: text("the id of an environment"),
        kwargs: z.record(z.string(), z.unknown(), { error: "an object of arguments" }).optional(),
        maxEpisodeSteps: z
          .custom<number>((value) => value === -1 || (Number.isSafeInteger(value) && Number(value) >= 1), {
            error: "an integer of at least 1, or -1 for no limit",
          })
          .optional(),
        ...bridge,
      },
      "an environment",
    ),
  ],
  "an environment's id, or { id, kwargs?, maxEpisodeSteps? }",
);

const seeds = z.union(
  [
    integer({ min: 1, max: MOST_SEEDS }),
    list(integer({ min: 0 }), SEEDS, { min: 1, max: MOST_SEEDS }).refine(
      (values) => new Set(values).size === values.length,
      { error: SEEDS },
    ),
  ],
  { error: SEEDS },
);

const perRule = z.record(z.string(), agentSettings, { error: "settings of agents by rule" });
const batch = integer({ min: 1, max: 65_536 });
const groups = integer({ min: 1, max: 64 });

const forOneEnvironment = {
  agent: agentSettings.optional(),
  perRule: perRule.optional(),
  budget: budget.optional(),
  batch: batch.optional(),
  groups: groups.optional(),
};

const perEnvironment: z.ZodType<Record<string, EnvironmentSettings>> = z.record(
  z.string(),
  object(forOneEnvironment, "settings for an environment"),
  "settings by environment",
);

const environments = list(environment, "a list of environments", { min: 1 });
const rules = list(text("the id of a rule"), "a list of rules", { min: 1 }).refine(
  (values) => new Set(values).size === values.length,
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

const fields = {
  ...forOneEnvironment,
  environments: environments.optional(),
  rules: rules.optional(),
  seeds: seeds.optional(),
  engine: oneOf(ENGINE_CHOICES).optional(),
  retries: integer({ min: 0, max: 1000 }).optional(),
  perEnvironment: perEnvironment.optional(),
  published: published.optional(),
};

const settings: z.ZodType<Settings> = object(fields, "settings");

const naming = {
  name: z.custom<string>((value) => typeof value === "string" && /^[\w][\w.-]{0,99}$/.test(value), {
    error: "a name of letters, digits, '-', '_' and '.'",
  }),
  description: text().optional(),
  variant: text("the name of a variant").optional(),
};

/** The form of an experiment's file. */
export const experimentSchema: z.ZodType<Experiment> = object(
  {
    ...fields,
    ...naming,
    environments,
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
