import { parentPort, workerData } from "node:worker_threads";
import { agentFor } from "../agent-for.js";
import { createEnvironment } from "../environments.js";
import { trialSource } from "../family-source.js";
import { openAgentParts } from "../models/agent-parts.js";
import { groupSize, type PlannedArm } from "../plan.js";
import { type MeasuredPlan, measureArm } from "./measure-arm.js";

/** What the thread is given. */
export interface SpeedJob {
  readonly arms: readonly PlannedArm[];
  readonly plan: MeasuredPlan;
  /** Trials of an arm that are trained as one. */
  readonly replicas: number;
  /** Of each arm. */
  readonly milliseconds: number;
}

const { arms, plan, replicas, milliseconds } = workerData as SpeedJob;
for (const arm of arms) {
  const env = await createEnvironment(trialSource(arm.source, plan.seeds[0]!), groupSize(arm));
  const seed = plan.seeds[0]!;
  const { dispose, ...parts } = await openAgentParts(arm, plan, { spaces: env, seed });
  const agent = agentFor(arm, env, { ...parts, seeds: [seed] });
  parentPort!.postMessage(await measureArm(arm, plan, env, agent, { replicas, milliseconds }));
  dispose();
  await env.close();
}
