import type { TeamAgent } from "../../../agents/team-agent.js";
import type { TrialTask } from "../trial.js";
import type { Probe } from "./probe.js";

/** The probes that a trial was asked for, around its agent. */
export async function createProbes(task: TrialTask, agent: TeamAgent): Promise<Probe[]> {
  const probes: Probe[] = [];
  if (task.diagnostics !== undefined) {
    const { createDiagnosticsProbe } = await import("./diagnostics-probe.js");
    probes.push(createDiagnosticsProbe(task, agent));
  }
  if (task.evaluation !== undefined) {
    const { createEvaluationProbe } = await import("./evaluation-probe.js");
    probes.push(await createEvaluationProbe(task, () => agent.state()));
  }
  return probes;
}
