import type { VectorEnv } from "gymnasium-js";
import { creditRule } from "../../agents/rules/index.js";
import { createTeamAgent, type TeamAgent } from "../../agents/team-agent.js";
import { createEngine } from "./engines.js";
import { groupSize, type Plan, type PlannedArm } from "./plan.js";

/** The agent of an arm's first trial. @throws {AgentConfigError} where it does not fit the environment */
export function agentFor(
  arm: PlannedArm,
  { observationSpace, actionSpace }: Pick<VectorEnv, "observationSpace" | "actionSpace">,
  { engine, seeds }: Pick<Plan, "engine" | "seeds">,
): TeamAgent {
  return createTeamAgent({
    engine: createEngine(engine),
    rule: creditRule(arm.rule),
    config: arm.agent,
    ...{ observationSpace, actionSpace },
    seeds: [seeds[0]!],
    batch: groupSize(arm),
    groups: arm.groups,
  });
}
