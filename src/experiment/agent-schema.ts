import { z } from "zod";
import type { Schedule } from "../../agents/config.js";
import { ACTIVATIONS, UNIT_KINDS } from "../../agents/networks/spec.js";
import { boolean, integer, list, number, object, oneOf, text } from "./allowed.js";
import type {
  AgentSettings,
  BatchReturnSettings,
  ContinuousSettings,
  CriticSettings,
  GaussianSettings,
  ObservationSettings,
  OptimizerSettings,
} from "./definition.js";
import { MOST_UNITS } from "./limits.js";
import { topDownWeights } from "./top-down-schema.js";

const MOST_LAYERS = 32;
const MOST_EPISODES = 65_536;

const RATE = "a finite number of at least 0, or { from, to, steps }";
const rate: z.ZodType<Schedule> = z.union(
  [
    number({ min: 0 }),
    object({ from: number({ min: 0 }), to: number({ min: 0 }), steps: integer({ min: 1 }) }, RATE),
  ],
  RATE,
);

const rates = list(rate, "a list of rates, one a layer, bottom to top", { min: 1, max: MOST_LAYERS + 1 });
const hidden = list(
  integer({ min: 1, max: MOST_UNITS }),
  `a list of at most ${MOST_LAYERS} layer sizes, bottom to top`,
  { max: MOST_LAYERS },
);
const fraction = number({ min: 0, max: 1 });
/** The engine's own limits of log σ are ±10. */
const deviation = number({ min: 0.0001, max: 10_000 });
const rateOrNull = z.union([rate, z.null()], { error: `${RATE}, or null` });

const model = z.union([text(), z.null()], {
  error: "the path of a module that makes a model of TensorFlow.js, or of a folder that holds one, or null",
});

const optimizer: z.ZodType<OptimizerSettings> = object(
  {
    kind: oneOf(["sgd", "momentum", "adam"]).optional(),
    momentum: fraction.optional(),
    corrected: boolean().optional(),
    beta1: fraction.optional(),
    beta2: fraction.optional(),
    epsilon: number({ min: 0, above: true }).optional(),
    correctionSteps: z
      .union([integer({ min: 1 }), z.null()], { error: "an integer of at least 1, or null" })
      .optional(),
  },
  'an optimizer, such as { kind: "adam" }',
);

const critic: z.ZodType<CriticSettings> = object(
  {
    hidden: hidden.optional(),
    units: oneOf(ACTIVATIONS).optional(),
    rates: rates.optional(),
    lambda: fraction.optional(),
    optimizer: optimizer.optional(),
    model: model.optional(),
  },
  "settings of the critic",
);

const continuous: z.ZodType<ContinuousSettings> = object(
  {
    bounding: oneOf(["clip", "squash"]).optional(),
    scale: object(
      { kind: oneOf(["fixed", "learned", "predicted"]).optional(), initial: deviation.optional() },
      'the scale of Gaussian outputs, such as { kind: "learned", initial: 1 }',
    ).optional(),
    scaleRate: rateOrNull.optional(),
  },
  "settings of continuous actions",
);

const gaussian: z.ZodType<GaussianSettings> = object(
  { mean: oneOf(ACTIVATIONS).optional(), scale: deviation.optional() },
  "settings of Gaussian hidden units",
);

const positiveOrNull = z.union([number({ min: 0, above: true }), z.null()], {
  error: "a finite number above 0, or null",
});

const batchReturn: z.ZodType<BatchReturnSettings> = object(
  { episodes: integer({ min: 1, max: MOST_EPISODES }).optional(), clip: positiveOrNull.optional() },
  "the episodes of an update, such as { episodes: 4, clip: 3 }",
);

const observation: z.ZodType<ObservationSettings> = object(
  {
    scale: z
      .union([list(number(), "factors"), z.null()], {
        error: "a list of factors, one a number of an observation, or null",
      })
      .optional(),
    normalize: boolean().optional(),
    embedding: z
      .union([integer({ min: 1, max: MOST_UNITS }), z.null()], {
        error: `an integer from 1 to ${MOST_UNITS}, or null`,
      })
      .optional(),
    embeddingRate: rateOrNull.optional(),
  },
  "settings of observations",
);

/** Settings of an agent; sizes beyond these bounds would not fit into any memory. */
export const agentSettings: z.ZodType<AgentSettings> = object(
  {
    hidden: hidden.optional(),
    units: z
      .union([oneOf(UNIT_KINDS), z.null()], { error: `one of ${UNIT_KINDS.join(", ")}, or null` })
      .optional(),
    temperatures: z
      .union([list(number({ min: 0, above: true }), "temperatures"), z.null()], {
        error: "a list of temperatures, one a layer, or null",
      })
      .optional(),
    output: oneOf(["softmax", "softmax-full", "bernoulli"]).optional(),
    continuous: continuous.optional(),
    gaussian: gaussian.optional(),
    initialisation: oneOf(["glorot", "fan-in"]).optional(),
    observation: observation.optional(),
    optimizer: optimizer.optional(),
    rates: rates.optional(),
    feedback: oneOf(["reward", "td-error", "return", "batch-return", "label"]).optional(),
    batchReturn: batchReturn.optional(),
    discount: fraction.optional(),
    normalizeRewards: boolean().optional(),
    entropy: number({ min: 0 }).optional(),
    weightDecay: number({ min: 0 }).optional(),
    gradientNorm: positiveOrNull.optional(),
    lambda: fraction.optional(),
    baseline: oneOf(["none", "mean", "critic"]).optional(),
    critic: critic.optional(),
    bootstrapTruncated: boolean().optional(),
    lag: boolean().optional(),
    model: model.optional(),
    topDown: z
      .union([text(), topDownWeights, z.null()], {
        error: "the path of a top-down network's file, the name of one that comes along, or null",
      })
      .optional(),
  },
  "settings of an agent",
);
