import { TeamAgent } from "../../../agents/team-agent.js";
import type { TrialAgent } from "../agent-for.js";
import { openEngine } from "../engines.js";
import type { TrialOptions, TrialTask } from "../trial.js";
import type { Probe } from "./probe.js";

/** The probes that a trial was asked for, around its agent. @param stop ends those that take long */
export async function createProbes(
  task: TrialTask,
  agent: TrialAgent,
  stop: TrialOptions["stop"],
): Promise<Probe[]> {
  const probes: Probe[] = [];
  if (task.diagnostics !== undefined) {
    if (!(agent instanceof TeamAgent)) throw new Error("Diagnostics need an agent of the trial's own.");
    const { createDiagnosticsProbe } = await import("./diagnostics-probe.js");
    probes.push(createDiagnosticsProbe(task, agent, await openEngine(task)));
  }
  if (task.evaluation !== undefined) {
    const { createEvaluationProbe } = await import("./evaluation-probe.js");
    probes.push(await createEvaluationProbe(task, () => agent.state(), stop));
  }
  return probes;
}
