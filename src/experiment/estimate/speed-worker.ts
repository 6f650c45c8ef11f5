import { parentPort, workerData } from "node:worker_threads";
import { agentFor } from "../agent-for.js";
import { openEngine } from "../engines.js";
import { createEnvironment } from "../environments.js";
import { trialSource } from "../family-source.js";
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
  const engine = await openEngine(plan);
  const agent = agentFor(arm, env, { engine, seeds: [plan.seeds[0]!] });
  parentPort!.postMessage(await measureArm(arm, plan, env, agent, { replicas, milliseconds }));
  engine.dispose?.();
  await env.close();
}
