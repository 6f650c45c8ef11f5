import type { VectorEnv } from "gymnasium-js";
import { creditRule } from "../../agents/rules/index.js";
import { createTeamAgent, type TeamAgent } from "../../agents/team-agent.js";
import type { Engine } from "../engine/engine.js";
import { groupSize, type PlannedArm } from "./plan.js";

/** The agent of one of an arm's trials. @throws {AgentConfigError} where it does not fit the environment */
export function agentFor(
  arm: Pick<PlannedArm, "rule" | "agent" | "batch" | "groups">,
  { observationSpace, actionSpace }: Pick<VectorEnv, "observationSpace" | "actionSpace">,
  { engine, seed }: { readonly engine: Engine; readonly seed: number },
): TeamAgent {
  return createTeamAgent({
    engine,
    rule: creditRule(arm.rule),
    config: arm.agent,
    ...{ observationSpace, actionSpace },
    seeds: [seed],
    batch: groupSize(arm),
    groups: arm.groups,
  });
}
