import { z } from "zod";
import { ASCENTS } from "../../agents/evolution/ascent.js";
import { CREDIT_MODES } from "../../agents/top-down/top-down-spec.js";
import { agentSettings } from "../experiment/agent-schema.js";
import { integer, list, number, object, oneOf, seed, text } from "../experiment/allowed.js";
import { MOST_UNITS } from "../experiment/limits.js";
import { runName } from "../experiment/schema.js";
import type { Evolution, EvolutionSettings, TopDownSettings, ValidationSettings } from "./definition.js";

const MOST = 1_000_000;
const MOST_BATCH = 65_536;
const count = integer({ min: 1, max: MOST });

const DIFFUSION = "{ credits, kernel?, seed? }, or null for none";
const topDown: z.ZodType<TopDownSettings> = object(
  {
    hidden: list(integer({ min: 1, max: MOST_UNITS }), "a list of at most 32 layer sizes, input to output", {
      max: 32,
    }).optional(),
    mode: oneOf(CREDIT_MODES).optional(),
    outputCredits: oneOf(["logit", "probability"]).optional(),
    diffusion: z
      .union(
        [
          object(
            {
              credits: integer({ min: 1, max: MOST_UNITS }).optional(),
              kernel: oneOf(["gaussian", "random"]).optional(),
              seed: seed().optional(),
            },
            DIFFUSION,
          ),
          z.null(),
        ],
        DIFFUSION,
      )
      .optional(),
  },
  "settings of the top-down network",
);

const validation: z.ZodType<ValidationSettings> = object(
  { every: count.optional(), tasks: count.optional() },
  "{ every?, tasks? }",
);

const fields = {
  name: runName.optional(),
  description: text().optional(),
  family: text("the id of a task family").optional(),
  topDown: topDown.optional(),
  agent: agentSettings.optional(),
  updates: count.optional(),
  batch: integer({ min: 1, max: MOST_BATCH }).optional(),
  population: integer({ min: 2, max: MOST }).optional(),
  generations: count.optional(),
  tasks: count.optional(),
  fitness: oneOf(["auc", "final", "validation", "test"]).optional(),
  optimizer: oneOf(ASCENTS).optional(),
  rate: number({ min: 0 }).optional(),
  decay: number({ min: 0, above: true, max: 1 }).optional(),
  sigma: number({ min: 0, above: true }).optional(),
  sigmaRate: number({ min: 0 }).optional(),
  sigmaLimit: number({ min: 0, above: true, max: 0.99 }).optional(),
  seed: seed().optional(),
  validation: validation.optional(),
} satisfies Readonly<Record<keyof EvolutionSettings, z.ZodType>>;

/** The form of an evolution's file. */
export const evolutionSchema: z.ZodType<Evolution> = object(
  { ...fields, name: runName, family: text("the id of a task family"), updates: count },
  "an evolution",
);

/** What the command line may set. */
export const evolutionSettingsSchema: z.ZodType<EvolutionSettings> = object(fields, "settings");
