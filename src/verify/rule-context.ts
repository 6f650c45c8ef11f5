import type { Network } from "../../agents/networks/network.js";
import type { RuleContext } from "../../agents/rules/rule.js";
import type { TopDownSpec } from "../../agents/top-down/top-down-spec.js";
import { encodeParameters } from "../../agents/top-down/top-down-weights.js";
import { unevolvedParameters } from "../../agents/top-down/unevolved.js";

const SEED = 1;
const TOP_DOWN_UNITS = [5];

/**
 * What rules are verified with: equal seeds for all replicas, and a top-down network for this policy that was drawn
 * at random, so that nothing is proved of one set of weights that another lacks.
 *
 * @param changes of the top-down network's shape, whose credit is centred and for logits unless told
 */
export function verificationContext(
  { layers, output, replicas }: Network,
  changes: Partial<TopDownSpec> = {},
): RuleContext {
  const spec: TopDownSpec = {
    actions: Math.max(output.units, 2),
    hidden: TOP_DOWN_UNITS,
    units: layers.slice(0, -1).map(({ units }) => units),
    mode: "centred",
    outputCredits: "logit",
    diffusion: null,
    ...changes,
  };
  return {
    seeds: new Array<number>(replicas).fill(SEED),
    topDown: { name: "unevolved", spec, parameters: encodeParameters(unevolvedParameters(spec, SEED)) },
  };
}
