import type { StepResult } from "../env.js";
import { Wrapper } from "./wrapper.js";

/** Changes every reward (gymnasium/core.py). */
export abstract class RewardWrapper<O = unknown, A = unknown> extends Wrapper<O, A> {
  protected abstract reward(reward: number): number;

  override step(action: A): StepResult<O> {
    const result = this.env.step(action);
    return { ...result, reward: this.reward(result.reward) };
  }
}
