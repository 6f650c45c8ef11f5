import type { TaskParameters } from "../../envs/families/index.js";

/** What came of lifetimes. */
export interface LifetimeResults {
  /** [members × tasks × (updates + 1)]: the mean return of each batch of episodes, or log π(label). */
  readonly returns: Float64Array;
  /** Steps of environments. */
  readonly steps: number;
}

/** Lets policies live, each learning from the credits of one member on one task. */
export interface Evaluator {
  /**
   * Every member on every task; the same numbers however the work is split.
   *
   * @param members parameters of top-down networks, @param seeds one for each task, the same ones for all members
   * @param onShare called as parts of the work end: which part of it, in (0, 1], and how many steps that took
   */
  evaluate(
    members: readonly Float32Array[],
    tasks: readonly TaskParameters[],
    seeds: readonly number[],
    onShare?: (fraction: number, steps: number) => void,
  ): Promise<LifetimeResults>;
}
