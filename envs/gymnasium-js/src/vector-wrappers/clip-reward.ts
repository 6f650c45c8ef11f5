import type { VectorEnv, VectorStep } from "../vector-env.js";
import { type ClipRewardOptions, rewardClip } from "../wrappers/clip-reward.js";
import { VectorWrapper } from "./vector-wrapper.js";

/**
 * Brings rewards between two bounds (gymnasium/wrappers/vector/vectorize_reward.py). Those of reset
 * transitions stay 0; Gymnasium's are brought there too.
 */
export class VectorClipReward extends VectorWrapper {
  readonly #clip: (reward: number) => number;
  readonly #rewards: Float64Array;

  /** @throws InvalidArgumentError */
  constructor(env: VectorEnv, options: ClipRewardOptions) {
    super(env);
    this.#clip = rewardClip(options);
    this.#rewards = new Float64Array(env.numEnvs);
  }

  protected override onStep(step: VectorStep): VectorStep {
    for (let i = 0; i < this.numEnvs; i++) {
      this.#rewards[i] = step.valid[i] === 0 ? 0 : this.#clip(step.rewards[i]!);
    }
    return { ...step, rewards: this.#rewards };
  }
}
