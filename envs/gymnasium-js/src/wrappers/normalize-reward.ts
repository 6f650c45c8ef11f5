import type { Env, StepResult } from "../env.js";
import type { OwnState } from "./own-state.js";
import { RunningMeanStd } from "./running-mean-std.js";
import { Wrapper } from "./wrapper.js";

export interface NormalizeRewardOptions {
  /** The discount of the sum whose variance is tracked, in [0, 1]; 0.99 unless given. */
  readonly gamma?: number;
  /** Added to the variance; 1e-8 unless given. */
  readonly epsilon?: number;
}

/**
 * Divides rewards by the standard deviation of a discounted sum of those so far
 * (gymnasium/wrappers/stateful_reward.py). As there, a termination begins the sum anew with its own
 * reward; a truncation and a reset let it run on.
 */
export class NormalizeReward<O = unknown, A = unknown> extends Wrapper<O, A> {
  /** False freezes the statistics, as for evaluation. Not part of the state. */
  updateRunningMean = true;
  readonly statistics = new RunningMeanStd();
  readonly #sum = new Float64Array(1);
  readonly #gamma: number;
  readonly #epsilon: number;

  constructor(env: Env<O, A>, options: NormalizeRewardOptions = {}) {
    super(env);
    this.#gamma = options.gamma ?? 0.99;
    this.#epsilon = options.epsilon ?? 1e-8;
  }

  override step(action: A): StepResult<O> {
    const result = this.env.step(action);
    const kept = this.#sum[0]! * this.#gamma * (result.terminated ? 0 : 1);
    this.#sum[0] = kept + result.reward;
    if (this.updateRunningMean) this.statistics.update(this.#sum);
    return { ...result, reward: result.reward / Math.sqrt(this.statistics.variance[0]! + this.#epsilon) };
  }

  protected override ownState(): OwnState {
    return { owner: "NormalizeReward", parts: [this.#sum, ...this.statistics.parts()] };
  }
}
