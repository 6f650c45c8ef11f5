import type { StepResult } from "../env.js";
import { Wrapper } from "./wrapper.js";

/** Changes every action on its way in (gymnasium/core.py). */
export abstract class ActionWrapper<O = unknown, A = unknown, InnerA = A> extends Wrapper<O, A, O, InnerA> {
  /** Of the wrapped environment's `actionSpace`. */
  protected abstract action(action: A): InnerA;

  override step(action: A): StepResult<O> {
    return this.env.step(this.action(action));
  }
}
