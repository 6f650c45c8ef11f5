import { isRemoteId, spec } from "gymnasium-js";
import type { PlannedArm } from "./plan.js";

/** A guess at the work of a trial, such as to begin with the longest: weights × transitions. */
export function trialCost({
  budget,
  agent,
  source,
}: Pick<PlannedArm, "budget" | "agent" | "source">): number {
  const isNative = source.module === undefined && !isRemoteId(source.id);
  const limit = source.maxEpisodeSteps ?? (isNative ? spec(source.id).maxEpisodeSteps : 1);
  const steps = "steps" in budget ? budget.steps : budget.episodes * Math.max(1, limit ?? 1);
  const weights = agent.hidden.reduce((sum, units, k) => sum + units * (agent.hidden[k - 1] ?? units), 1);
  return steps * weights;
}
