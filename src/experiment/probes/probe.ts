import type { Checkpoint } from "../../../agents/agent.js";

/** Where a trial stands when it is looked at. */
export interface ProbePosition {
  /** Completed so far. */
  readonly episode: number;
  /** Transitions so far, over all sub-environments. */
  readonly step: number;
}

/**
 * Looks at a trial at fixed points of its budget and changes nothing in it: equal trials give equal lines,
 * however often they are interrupted.
 */
export interface Probe {
  /** Within the trial's folder: a line of JSON for each point. */
  readonly file: string;
  /** How often, evenly over the budget, the last time at its end. */
  readonly points: number;
  /** What is known at this point; plain JSON. Undefined when it was told to stop: the point stays due. */
  measure(position: ProbePosition): object | Promise<object | undefined>;
  /** What a resumed trial needs to measure the same, if anything; part of the trial's checkpoint. */
  state?(): Checkpoint;
  restore?(state: Checkpoint): void;
  close?(): void | Promise<void>;
}
