import type { VectorEnv } from "gymnasium-js";
import type { TeamAgent } from "../../../agents/team-agent.js";
import { agentFor } from "../agent-for.js";
import { openEngine } from "../engines.js";
import { createEnvironment } from "../environments.js";
import { trialSource } from "../family-source.js";
import { packSize } from "../packing/unpackable.js";
import { groupSize, type Plan, type PlannedArm } from "../plan.js";
import { type ArmSpeed, measureSpeed } from "./arm-speed.js";
import { evaluationSeconds } from "./evaluation-speed.js";

/** What the speed of a plan's arms depends on. */
export type MeasuredPlan = Pick<Plan, "engine" | "backend" | "evaluation" | "seeds" | "diagnostics">;

export interface MeasureExtent {
  /** Trials of an arm that are trained as one, where they can be. */
  readonly replicas: number;
  /** > 0. */
  readonly milliseconds: number;
}

/** More replicas are hardly faster, and take long to make. */
const MOST_REPLICAS = 32;

/**
 * How fast an arm trains, and plays in evaluations where the plan has any.
 *
 * @param env of one trial, @param agent of one trial
 * @throws what environment or agent throw
 */
export async function measureArm(
  arm: PlannedArm,
  plan: MeasuredPlan,
  env: VectorEnv,
  agent: TeamAgent,
  { replicas, milliseconds }: MeasureExtent,
): Promise<ArmSpeed> {
  const { seeds, diagnostics } = plan;
  const together = packSize(arm, { seeds: seeds.length, replicas, diagnostics });
  const speed =
    together === 1
      ? await measureWarm(arm, plan, env, agent, milliseconds)
      : await measurePack(arm, plan, Math.min(together, MOST_REPLICAS), milliseconds);
  if (plan.evaluation === undefined) return speed;
  return { ...speed, evaluationSeconds: await evaluationSeconds(arm, plan, speed, milliseconds) };
}

/** How fast several trials of an arm train as replicas of one agent: in one environment, which is that of them all. */
async function measurePack(
  arm: PlannedArm,
  plan: MeasuredPlan,
  replicas: number,
  milliseconds: number,
): Promise<ArmSpeed> {
  const seeds = plan.seeds.slice(0, replicas);
  const env = await createEnvironment(trialSource(arm.source, seeds[0]!), replicas * groupSize(arm));
  const engine = await openEngine(plan);
  try {
    return await measureWarm(arm, plan, env, agentFor(arm, env, { engine, seeds }), milliseconds);
  } finally {
    engine.dispose?.();
    await env.close();
  }
}

/** On TensorFlow after a first step, which takes as long as hundreds: the library then makes what it computes with. */
async function measureWarm(
  arm: PlannedArm,
  { engine }: MeasuredPlan,
  env: VectorEnv,
  agent: TeamAgent,
  milliseconds: number,
): Promise<ArmSpeed> {
  if (engine === "tf") await measureSpeed(arm, env, agent, Number.MIN_VALUE);
  return measureSpeed(arm, env, agent, milliseconds);
}
