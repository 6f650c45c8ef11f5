import type { TeamAgent } from "../../../agents/team-agent.js";
import { openEngine } from "../engines.js";
import type { TrialOptions, TrialTask } from "../trial.js";
import type { Probe } from "./probe.js";

/** The probes that a trial was asked for, around its agent. @param stop ends those that take long */
export async function createProbes(
  task: TrialTask,
  agent: TeamAgent,
  stop: TrialOptions["stop"],
): Promise<Probe[]> {
  const probes: Probe[] = [];
  if (task.diagnostics !== undefined) {
    const { createDiagnosticsProbe } = await import("./diagnostics-probe.js");
    probes.push(createDiagnosticsProbe(task, agent, await openEngine(task)));
  }
  if (task.evaluation !== undefined) {
    const { createEvaluationProbe } = await import("./evaluation-probe.js");
    probes.push(await createEvaluationProbe(task, () => agent.state(), stop));
  }
  return probes;
}
