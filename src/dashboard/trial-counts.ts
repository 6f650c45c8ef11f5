import type { TrialReader } from "./trial-reader.js";

/** How many trials are in which state; the others have not begun. */
export interface TrialCounts {
  readonly done: number;
  readonly failed: number;
  readonly underWay: number;
}

export function countTrials(trials: readonly TrialReader[]): TrialCounts {
  const states = trials.flatMap(({ status }) => status?.status ?? []);
  const count = (wanted: string): number => states.filter((state) => state === wanted).length;
  const [done, failed] = [count("done"), count("failed")];
  return { done, failed, underWay: states.length - done - failed };
}
