import type { VectorEnv } from "gymnasium-js";
import type { ParameterRange } from "./ranges.js";

/**
 * - `training`: what a rule, its hyperparameters and whatever is evolved may learn from.
 * - `validation`: the same ranges, drawn from a stream of seeds of its own. It answers "which setting
 *   is best on tasks like these", so a range of its own would answer the wrong question; and numbers
 *   drawn from a continuous range do not come again, so no validation task is a training task.
 * - `held-out`: other ranges, which share no value with the training ones in any parameter that makes
 *   a task easier or harder. Only for the final figures.
 */
export type Split = "training" | "validation" | "held-out";

export const SPLITS: readonly Split[] = ["training", "validation", "held-out"];

/** The ranges of the parameters that a split draws; the others keep the family's fixed values. */
export type SplitRanges = Readonly<Record<string, ParameterRange>>;

/** Parameters of a task. Plain JSON: it travels to workers and into reports. */
export type TaskParameters = Readonly<Record<string, number | boolean | string>>;

export interface TaskVectorOptions {
  /** Replaces the environment's time limit; −1 disables it. */
  readonly maxEpisodeSteps?: number;
}

/** Environments that differ in parameters only: same spaces, other physics, goals or rewards. */
export interface TaskFamily<Task extends TaskParameters = TaskParameters> {
  readonly id: string;
  /** One line for listings. */
  readonly description: string;
  /** Registered id of the environment whose keyword arguments a task is. */
  readonly environmentId: string;
  readonly splits: Readonly<Record<Split, SplitRanges>>;
  /**
   * Tasks of a split, the same ones for the same seed, bit for bit. The first k of a longer draw are
   * the draw of k.
   *
   * @param seed an integer from 0 to 2^53 − 1, or a bigint below 2^64.
   * @param count an integer ≥ 0.
   * @throws InvalidArgumentError
   */
  sample(split: Split, seed: bigint | number, count: number): readonly Task[];
  /**
   * Whether every parameter of the task lies in the split's ranges, or is the family's own where the
   * split draws none. Training and validation have the same answer.
   */
  contains(split: Split, task: TaskParameters): boolean;
  /**
   * Refuses a task whose parameters do not go together, without making it. Left out where all do.
   *
   * @throws InvalidArgumentError
   */
  readonly check?: (task: TaskParameters) => void;
  /**
   * A vector in which sub-environment i plays `tasks[i]` and equals, number for number, the single
   * environment of that task. Its saved states carry the tasks.
   *
   * @throws InvalidArgumentError when there is no task, or one that the environment refuses.
   */
  makeVec(tasks: readonly Task[], options?: TaskVectorOptions): VectorEnv;
}
