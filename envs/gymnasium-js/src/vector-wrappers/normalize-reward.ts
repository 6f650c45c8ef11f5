import type { VectorEnv, VectorReset, VectorStep } from "../vector-env.js";
import type { NormalizeRewardOptions } from "../wrappers/normalize-reward.js";
import type { OwnState } from "../wrappers/own-state.js";
import { RunningMeanStd } from "../wrappers/running-mean-std.js";
import { VectorWrapper } from "./vector-wrapper.js";

/**
 * Divides rewards by the standard deviation of discounted sums of those so far
 * (gymnasium/wrappers/vector/stateful_reward.py), with sums in float32 as there. A termination begins a
 * sum anew with its own reward; a truncation lets it run on.
 *
 * Valid transitions count, and no others. Gymnasium's wrapper takes the step after an end for the reset
 * of NEXT_STEP in every mode, and so leaves a step out under SAME_STEP and DISABLED.
 */
export class VectorNormalizeReward extends VectorWrapper {
  /** False freezes the statistics, as for evaluation. Not part of the state. */
  updateRunningMean = true;
  readonly statistics = new RunningMeanStd();
  readonly #sums: Float32Array;
  /** Sums of the valid transitions of a step. */
  readonly #counted: Float32Array;
  readonly #rewards: Float64Array;
  readonly #gamma: number;
  readonly #epsilon: number;

  constructor(env: VectorEnv, options: NormalizeRewardOptions = {}) {
    super(env);
    this.#sums = new Float32Array(env.numEnvs);
    this.#counted = new Float32Array(env.numEnvs);
    this.#rewards = new Float64Array(env.numEnvs);
    this.#gamma = Math.fround(options.gamma ?? 0.99);
    this.#epsilon = options.epsilon ?? 1e-8;
  }

  /** A reset clears the sums, as in Gymnasium; one by a mask lets them run on, as an autoreset does. */
  protected override onReset(reset: VectorReset, mask: Uint8Array | undefined): VectorReset {
    if (mask === undefined) this.#sums.fill(0);
    return reset;
  }

  protected override onStep(step: VectorStep): VectorStep {
    const { rewards, terminated, valid } = step;
    const sums = this.#sums;
    let count = 0;
    for (let i = 0; i < this.numEnvs; i++) {
      if (valid[i] === 0) continue;
      const kept = terminated[i] === 0 ? Math.fround(sums[i]! * this.#gamma) : 0;
      sums[i] = kept + rewards[i]!;
      this.#counted[count++] = sums[i]!;
    }
    if (this.updateRunningMean) this.statistics.update(this.#counted.subarray(0, count));
    const scale = Math.sqrt(this.statistics.variance[0]! + this.#epsilon);
    for (let i = 0; i < this.numEnvs; i++) this.#rewards[i] = rewards[i]! / scale;
    return { ...step, rewards: this.#rewards };
  }

  protected override ownState(): OwnState {
    return { owner: "VectorNormalizeReward", parts: [this.#sums, ...this.statistics.parts()] };
  }
}
