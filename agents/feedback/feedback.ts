import type { Tensor } from "../../src/engine/engine.js";
import type { Transition } from "../agent.js";
import type { DecisionRecorder } from "./decision-recorder.js";

/** Turns transitions into the scalar that multiplies the actor's eligibilities, and makes it learn. */
export interface Feedback {
  /** Who is to know each decision that is learned from; nobody unless set. It changes nothing else. */
  recorder: DecisionRecorder | null;
  /** After the actor acted, its activity being in `slot`. */
  acted?(slot: number): void;
  learn(transition: Transition): void;
  /** Episodes that are under way never end: the next transition of each sub-environment begins one. */
  abandonEpisodes?(): void;
  /** Everything that outlives a step, by name. */
  tensors(): Record<string, Tensor>;
  /** Plain numbers that outlive a step. */
  counters(): Record<string, readonly number[]>;
  restored(counters: Readonly<Record<string, readonly number[]>>): void;
  /** Rows of which there are now more, now less, and that outlive a step, by name: copies. */
  histories?(): Record<string, History>;
  /** Takes up after them, the counters being restored already. */
  restoreHistories?(saved: (name: string) => ArrayLike<number>): void;
}

/** Rows of `columns` numbers, one after the other. */
export interface History {
  readonly values: Float64Array;
  readonly columns: number;
}

/** Sub-environments of each replica whose transition counts, for means over the batch. */
export function countValid(valid: Uint8Array, replica: number, batch: number): number {
  let count = 0;
  for (let k = replica * batch; k < (replica + 1) * batch; k++) count += valid[k];
  return count;
}
