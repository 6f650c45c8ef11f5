import { AgentConfigError } from "../errors.js";
import type { NetworkSpec } from "../networks/spec.js";
import { CREDIT_MODES, type CreditDiffusion, fewestUnits } from "./top-down-spec.js";
import { decodeParameters, type TopDownWeights } from "./top-down-weights.js";

/** Refuses what is no top-down network. @throws {AgentConfigError} one sentence: field, value, what is allowed */
export function checkTopDown(weights: TopDownWeights): void {
  const { spec } = weights;
  const { actions, hidden, units, mode, outputCredits, diffusion } = spec;
  demand(isWhole(actions, 2), "actions", actions, "an integer of at least 2");
  for (const count of hidden) demand(isWhole(count, 1), "hidden", count, "integers of at least 1");
  for (const count of units) demand(isWhole(count, 1), "units", count, "integers of at least 1");
  demand(CREDIT_MODES.includes(mode), "mode", mode, `one of ${CREDIT_MODES.join(", ")}`);
  const isKnown = outputCredits === "logit" || outputCredits === "probability";
  demand(isKnown, "outputCredits", outputCredits, "one of logit, probability");
  if (diffusion !== null) {
    const { kernel, credits, seed } = diffusion;
    const kernels = "one of gaussian, random";
    demand(kernel === "gaussian" || kernel === "random", "diffusion.kernel", kernel, kernels);
    demand(isWhole(credits, 1), "diffusion.credits", credits, "an integer of at least 1");
    demand(isWhole(seed, 0), "diffusion.seed", seed, "an integer from 0 to 2^53 − 1");
    checkCredits(diffusion, units, "spec.units");
  }
  decodeParameters(weights);
}

/**
 * The top-down network of a rule for a policy, refused where it is made for another one. With diffusion layers may have other sizes than those
 * that it was made for: kernels are made for those that they have.
 *
 * @throws {AgentConfigError} one sentence: field, value, what is allowed
 */
export function topDownFor(
  rule: string,
  weights: TopDownWeights | null,
  policy: NetworkSpec,
): TopDownWeights {
  if (weights === null) {
    throw new AgentConfigError(`agent.topDown is null: with rule "${rule}" allowed is a top-down network`);
  }
  const { actions, units, diffusion } = weights.spec;
  const [{ size }] = policy.heads;
  demand(actions === size, "actions", actions, `the ${size} choices that the policy has`);
  const hidden = policy.hidden.map((layer) => layer.units);
  const isSame = units.length === hidden.length && units.every((count, l) => count === hidden[l]);
  if (diffusion === null) {
    const allowed = `[${hidden}], the policy's hidden layers, or a top-down network with diffusion`;
    demand(isSame, "units", `[${units}]`, allowed);
  }
  const allowed = `as many sizes as the policy has hidden layers, ${hidden.length}`;
  demand(units.length === hidden.length, "units", `[${units}]`, allowed);
  if (diffusion !== null) checkCredits(diffusion, hidden, "agent.hidden");
  return weights;
}

/** More credits than units would be no diffusion: several would go to one unit. @param of what the layers stand in */
function checkCredits({ credits }: CreditDiffusion, layers: readonly number[], of: string): void {
  const allowed = `at most ${fewestUnits(layers)}, the units of the smallest layer in ${of}`;
  demand(credits <= fewestUnits(layers), "diffusion.credits", credits, allowed);
}

function isWhole(value: number, least: number): boolean {
  return Number.isSafeInteger(value) && value >= least;
}

function demand(holds: boolean, field: string, value: unknown, allowed: string): void {
  if (!holds) throw new AgentConfigError(`agent.topDown.spec.${field} is ${value}: allowed is ${allowed}`);
}
