import type { VectorEnv } from "gymnasium-js";
import type { TeamAgent } from "../../../agents/team-agent.js";
import type { Plan, PlannedArm } from "../plan.js";
import { type ArmSpeed, measureSpeed } from "./arm-speed.js";
import { evaluationSeconds } from "./evaluation-speed.js";

/** How fast an arm trains, and plays in evaluations where the plan has any. @throws what environment or agent throw */
export async function measureArm(
  arm: PlannedArm,
  plan: Pick<Plan, "engine" | "backend" | "evaluation" | "seeds">,
  env: VectorEnv,
  agent: TeamAgent,
  milliseconds: number,
): Promise<ArmSpeed> {
  const speed = await measureSpeed(arm, env, agent, milliseconds);
  if (plan.evaluation === undefined) return speed;
  return { ...speed, evaluationSeconds: await evaluationSeconds(arm, plan, speed, milliseconds) };
}
