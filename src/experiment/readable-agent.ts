import { createHash } from "node:crypto";
import type { AgentConfig } from "../../agents/config.js";
import { topDownParameters } from "../../agents/top-down/top-down-spec.js";
import type { TopDownWeights } from "../../agents/top-down/top-down-weights.js";
import type { ModelSource, PlannedModels } from "./models/model-source.js";

const DIGITS = 12;

/**
 * An agent's configuration for people: of a top-down network's parameters how many they are, and a checksum; of models
 * what they were named by, and a checksum.
 */
export function readableAgent(agent: AgentConfig, { actor, critic }: PlannedModels = {}): object {
  const { topDown } = agent;
  return {
    ...agent,
    // Runs from before there were such networks tell nothing of them.
    ...(topDown && { topDown: { ...topDown, parameters: readableParameters(topDown) } }),
    ...(critic && { critic: { ...agent.critic, model: readableModel(critic) } }),
    ...(actor && { model: readableModel(actor) }),
  };
}

function readableParameters({ spec, parameters }: TopDownWeights): string {
  const checksum = createHash("sha256").update(parameters).digest("hex");
  return `${topDownParameters(spec)} (sha256 ${checksum.slice(0, DIGITS)})`;
}

const readableModel = ({ id, sha256 }: ModelSource): string => `${id} (sha256 ${sha256.slice(0, DIGITS)})`;
