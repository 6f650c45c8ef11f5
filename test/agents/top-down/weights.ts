import { type TopDownSpec, topDownParameters } from "../../../agents/top-down/top-down-spec.js";
import { encodeParameters, type TopDownWeights } from "../../../agents/top-down/top-down-weights.js";
import { unevolvedParameters } from "../../../agents/top-down/unevolved.js";

/** For two choices under layers of 4 and 3 units. */
export const SMALL_SPEC: TopDownSpec = {
  actions: 2,
  hidden: [5],
  units: [4, 3],
  mode: "centred",
  outputCredits: "logit",
  diffusion: null,
};

/** Random, with that seed, unless parameters are given. */
export function weightsOf(
  changes: Partial<TopDownSpec> = {},
  parameters: ArrayLike<number> | number = 1,
): TopDownWeights {
  const spec = { ...SMALL_SPEC, ...changes };
  const values = typeof parameters === "number" ? unevolvedParameters(spec, parameters) : parameters;
  if (values.length !== topDownParameters(spec)) throw new RangeError("other parameters are needed");
  return { name: "test", spec, parameters: encodeParameters(values) };
}
