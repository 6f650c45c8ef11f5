import type { Checkpoint } from "./agent.js";
import { AgentConfigError } from "./errors.js";

/** What a checkpoint tells of steps, of all groups together and of each. */
export interface SavedSteps {
  readonly step: number;
  /** Of each group: steps learned from. */
  readonly steps: readonly number[];
  /** Of each group: the set of activity in use. */
  readonly slots: readonly number[];
}

/** @throws {AgentConfigError} where the checkpoint has fewer groups than the agent that is to take up after it */
export function savedSteps(metadata: Checkpoint["metadata"], groups: number): SavedSteps {
  const step = metadata.step as number;
  const { steps = [step], slots = [metadata.slot as number] } = metadata as unknown as Partial<SavedSteps>;
  if (steps.length < groups) {
    throw new AgentConfigError(
      `checkpoint has ${steps.length} ${steps.length === 1 ? "group" : "groups"}, but the agent has ${groups}`,
    );
  }
  return { step, steps: groups === 1 ? [step] : steps, slots };
}
