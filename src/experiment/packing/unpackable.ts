import { isRemoteId } from "gymnasium-js";
import type { TrialTask } from "../trial.js";

/** Why trials of this kind cannot be packed, in a few words; undefined where they can. */
export function unpackable({
  source,
  models,
  groups = 1,
  diagnostics,
}: Pick<TrialTask, "source" | "models" | "groups" | "diagnostics">): string | undefined {
  if (isRemoteId(source.id)) return "the environment is not of this process";
  if (models !== undefined) return "a model of TensorFlow.js has one set of weights";
  if (groups > 1) return `its sub-environments take turns in ${groups} groups`;
  return diagnostics === undefined ? undefined : "diagnostics are measured";
}

/** How much there is to compute for each arm. */
export interface ComparisonExtent extends Pick<TrialTask, "diagnostics"> {
  readonly seeds: number;
  /** Trials of an arm that are to be trained as one, where they can be. */
  readonly replicas: number;
}

/** How many of an arm's trials are trained as one. */
export function packSize(
  arm: Pick<TrialTask, "source" | "models" | "groups">,
  { seeds, replicas, diagnostics }: ComparisonExtent,
): number {
  return unpackable({ ...arm, diagnostics }) === undefined ? Math.min(replicas, seeds) : 1;
}
