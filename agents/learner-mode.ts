import type { AgentConfig } from "./config.js";
import type { LearnerMode } from "./layer-learner.js";

/** When an agent's feedback meets eligibility. */
export function modeOf({ feedback, lambda }: AgentConfig): LearnerMode {
  if (feedback === "return") return "episodic";
  if (feedback === "batch-return" || feedback === "label") return "batch";
  return feedback === "td-error" && lambda > 0 ? "traces" : "direct";
}

/** Whether an agent predicts returns. */
export function needsCritic({ feedback, baseline }: AgentConfig): boolean {
  return feedback === "td-error" || (feedback === "return" && baseline === "critic");
}
