import { DecisionLog } from "../../../agents/diagnostics/decision-log.js";
import { DiagnosticsMeter } from "../../../agents/diagnostics/diagnostics-meter.js";
import { creditRule } from "../../../agents/rules/index.js";
import type { TeamAgent } from "../../../agents/team-agent.js";
import type { Engine } from "../../engine/engine.js";
import type { TrialTask } from "../trial.js";
import type { DiagnosticsPoint } from "./lines.js";
import type { Probe } from "./probe.js";

/**
 * Watches what an agent's actor learns from, and holds its rule's expected update against the policy gradient
 * of the latest decisions.
 *
 * @param engine disposed of when the probe is closed
 */
export function createDiagnosticsProbe(task: TrialTask, agent: TeamAgent, engine: Engine): Probe {
  const { points, decisions, rounds } = task.diagnostics!;
  const { actor } = agent;
  const log = new DecisionLog(actor, decisions);
  agent.watch(log.recorders());
  const meter = new DiagnosticsMeter({
    engine,
    rule: creditRule(task.rule),
    ...{ actor, seed: task.seed, topDown: task.agent.topDown ?? null, decisions, rounds },
  });
  return {
    file: "diagnostics.jsonl",
    points,
    measure: ({ episode, step }): DiagnosticsPoint => ({
      episode,
      step,
      decisions: log.count,
      layers: meter.measure(log, step),
    }),
    state: () => log.state(),
    restore: (state) => log.restore(state),
    close: () => engine.dispose?.(),
  };
}
