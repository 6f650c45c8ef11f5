import type { Env } from "../env.js";
import { InvalidArgumentError } from "../errors.js";
import { RewardWrapper } from "./reward-wrapper.js";

/** At least one of them. */
export interface ClipRewardOptions {
  readonly minReward?: number;
  readonly maxReward?: number;
}

/** @throws InvalidArgumentError when neither is given or the minimum exceeds the maximum */
export function rewardClip({ minReward, maxReward }: ClipRewardOptions): (reward: number) => number {
  if (minReward === undefined && maxReward === undefined) {
    throw new InvalidArgumentError("minReward and maxReward", undefined, "at least one of them");
  }
  const [low, high] = [minReward ?? -Infinity, maxReward ?? Infinity];
  if (!(low <= high)) throw new InvalidArgumentError("minReward", minReward, `a number up to ${high}`);
  return (reward) => Math.min(Math.max(reward, low), high);
}

/** Brings rewards between two bounds (gymnasium/wrappers/transform_reward.py). */
export class ClipReward<O = unknown, A = unknown> extends RewardWrapper<O, A> {
  readonly #clip: (reward: number) => number;

  /** @throws InvalidArgumentError */
  constructor(env: Env<O, A>, options: ClipRewardOptions) {
    super(env);
    this.#clip = rewardClip(options);
  }

  protected override reward(reward: number): number {
    return this.#clip(reward);
  }
}
