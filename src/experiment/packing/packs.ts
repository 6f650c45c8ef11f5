import { isRemoteId } from "gymnasium-js";
import type { Plan } from "../plan.js";
import type { TrialTask } from "../trial.js";

/** Why trials of this kind cannot be packed, in a few words; undefined where they can. */
function unpackable({
  source,
  agent,
  models,
  groups = 1,
  diagnostics,
}: Pick<TrialTask, "source" | "agent" | "models" | "groups" | "diagnostics">): string | undefined {
  if (isRemoteId(source.id)) return "the environment is not of this process";
  if (models !== undefined) return "a model of TensorFlow.js has one set of weights";
  if (groups > 1) return `its sub-environments take turns in ${groups} groups`;
  if (agent.feedback === "batch-return" || agent.feedback === "label") {
    return `agent.feedback is "${agent.feedback}"`;
  }
  return diagnostics === undefined ? undefined : "diagnostics are measured";
}

/** Which arms' trials are not packed, each with the reason in one sentence. */
export function packingNotes({ arms, diagnostics }: Pick<Plan, "arms" | "diagnostics">): string[] {
  return arms.flatMap((arm) => {
    const why = unpackable({ ...arm, diagnostics });
    return why === undefined
      ? []
      : [`--replicas: trials of ${arm.env}, ${arm.rule} run separately, as ${why}.`];
  });
}

/**
 * Which trials run as one: up to `replicas` of one arm, in their order.
 *
 * @returns positions in `tasks`
 */
export function packs(tasks: readonly TrialTask[], replicas: number): number[][] {
  const all: number[][] = [];
  const open = new Map<string, number[]>();
  tasks.forEach((task, k) => {
    const { env, rule, batch, agent, engine, backend } = task;
    const key = JSON.stringify([env, rule, batch, agent, engine, backend]);
    const pack = open.get(key);
    if (unpackable(task) === undefined && pack !== undefined && pack.length < replicas) {
      pack.push(k);
      return;
    }
    const begun = [k];
    all.push(begun);
    open.set(key, begun);
  });
  return all;
}
