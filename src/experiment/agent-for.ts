import type { VectorEnv } from "gymnasium-js";
import type { Agent } from "../../agents/agent.js";
import { creditRule } from "../../agents/rules/index.js";
import { createTeamAgent, type TeamAgent, type TeamAgentOptions } from "../../agents/team-agent.js";
import type { AgentParts } from "./models/agent-parts.js";
import { groupSize, type PlannedArm } from "./plan.js";

/** What a trial needs of its agent. */
export interface TrialAgent extends Agent {
  /** Tells that episodes under way never end. */
  abandonEpisodes(): void;
}

/**
 * The agent of one of an arm's trials, or of several, a replica each.
 *
 * @throws {AgentConfigError} where it does not fit the environment
 */
export function agentFor(
  arm: Pick<PlannedArm, "rule" | "agent" | "batch" | "groups">,
  { observationSpace, actionSpace }: Pick<VectorEnv, "observationSpace" | "actionSpace">,
  { seeds, configs, ...parts }: Omit<AgentParts, "dispose"> & Pick<TeamAgentOptions, "seeds" | "configs">,
): TeamAgent {
  return createTeamAgent({
    ...parts,
    rule: creditRule(arm.rule),
    config: arm.agent,
    ...{ observationSpace, actionSpace },
    ...{ seeds, configs },
    batch: groupSize(arm),
    groups: arm.groups,
  });
}
