import { createHash } from "node:crypto";
import type { AgentConfig } from "../../agents/config.js";
import { topDownParameters } from "../../agents/top-down/top-down-spec.js";

const DIGITS = 12;

/** An agent's configuration for people: of a top-down network's parameters how many they are, and a checksum. */
export function readableAgent(agent: AgentConfig): object {
  const { topDown } = agent;
  // Runs from before there were such networks tell nothing of them.
  if (!topDown) return agent;
  const { spec, parameters } = topDown;
  const checksum = createHash("sha256").update(parameters).digest("hex").slice(0, DIGITS);
  return {
    ...agent,
    topDown: { ...topDown, parameters: `${topDownParameters(spec)} (sha256 ${checksum})` },
  };
}
