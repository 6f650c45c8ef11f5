import type { Env, ResetOptions, ResetResult, StepResult } from "../env.js";
import { InvalidArgumentError } from "../errors.js";
import { CountingWrapper } from "./counting-wrapper.js";

/**
 * Truncates an episode from its `maxEpisodeSteps`-th step on (gymnasium/wrappers/common.py). A step
 * can be both terminated and truncated.
 */
export class TimeLimit<O = unknown, A = unknown> extends CountingWrapper<O, A> {
  /** @throws InvalidArgumentError unless the maximum is an integer ≥ 1. */
  constructor(
    env: Env<O, A>,
    readonly maxEpisodeSteps: number,
  ) {
    super(env);
    if (!Number.isSafeInteger(maxEpisodeSteps) || maxEpisodeSteps < 1) {
      throw new InvalidArgumentError("maxEpisodeSteps", maxEpisodeSteps, "an integer ≥ 1");
    }
    if (env.spec !== undefined) this.spec = { ...env.spec, maxEpisodeSteps };
  }

  override reset(options?: ResetOptions): ResetResult<O> {
    this.count = 0;
    return this.env.reset(options);
  }

  override step(action: A): StepResult<O> {
    const result = this.env.step(action);
    this.count++;
    return this.count >= this.maxEpisodeSteps ? { ...result, truncated: true } : result;
  }
}
