import type { ResetOptions, ResetResult, StepResult } from "../env.js";
import { Wrapper } from "./wrapper.js";

/** Changes every observation (gymnasium/core.py). */
export abstract class ObservationWrapper<O = unknown, A = unknown, InnerO = O> extends Wrapper<O, A, InnerO> {
  /** Of `observationSpace`. */
  protected abstract observation(observation: InnerO): O;

  override reset(options?: ResetOptions): ResetResult<O> {
    const result = this.env.reset(options);
    return { ...result, observation: this.observation(result.observation) };
  }

  override step(action: A): StepResult<O> {
    const result = this.env.step(action);
    return { ...result, observation: this.observation(result.observation) };
  }
}
