import { z } from "zod";
import { CREDIT_MODES, type CreditDiffusion, type TopDownSpec } from "../../agents/top-down/top-down-spec.js";
import type { TopDownWeights } from "../../agents/top-down/top-down-weights.js";
import { integer, list, object, oneOf, seed, text } from "./allowed.js";
import { MOST_UNITS } from "./limits.js";

const sizes = list(integer({ min: 1, max: MOST_UNITS }), "a list of layer sizes", { max: 32 });

const diffusion: z.ZodType<CreditDiffusion> = object(
  {
    kernel: oneOf(["gaussian", "random"]),
    credits: integer({ min: 1, max: MOST_UNITS }),
    seed: seed(),
  },
  "{ kernel, credits, seed }",
);

/** The shape of a top-down network. */
export const topDownSpec: z.ZodType<TopDownSpec> = object(
  {
    actions: integer({ min: 2, max: MOST_UNITS }),
    hidden: sizes,
    units: sizes,
    mode: oneOf(CREDIT_MODES),
    outputCredits: oneOf(["logit", "probability"]),
    diffusion: z.union([diffusion, z.null()], { error: "{ kernel, credits, seed }, or null" }),
  },
  "the shape of a top-down network",
);

/** A top-down network itself. */
export const topDownWeights: z.ZodType<TopDownWeights> = object(
  { name: text("a name"), spec: topDownSpec, parameters: text("base64 of float32 numbers") },
  "{ name, spec, parameters }",
);
