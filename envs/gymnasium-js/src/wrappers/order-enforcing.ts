import type { ResetOptions, ResetResult, StepResult } from "../env.js";
import { ResetNeededError } from "../errors.js";
import { CountingWrapper } from "./counting-wrapper.js";

/** Refuses a step before the first reset (gymnasium/wrappers/common.py). */
export class OrderEnforcing<O = unknown, A = unknown> extends CountingWrapper<O, A> {
  override reset(options?: ResetOptions): ResetResult<O> {
    const result = this.env.reset(options);
    this.count = 1;
    return result;
  }

  /** @throws ResetNeededError */
  override step(action: A): StepResult<O> {
    if (this.count === 0) throw new ResetNeededError("step");
    return this.env.step(action);
  }
}
