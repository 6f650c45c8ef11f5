import type { PCG64 } from "./random/pcg64.js";

/** An environment whose state can be set from outside, to replay recorded trajectories. */
export interface Injectable<O = unknown> {
  /** Numbers that a state has. */
  readonly stateSize: number;
  /**
   * Replaces the state, as assigning to `env.unwrapped.state` does in Gymnasium. A time limit keeps
   * counting: reset first.
   *
   * @returns the observation of the new state.
   * @throws InvalidArgumentError when the state has another size.
   */
  inject(state: readonly number[]): O;
}

export function isInjectable(env: object): env is Injectable {
  return "inject" in env && typeof env.inject === "function" && "stateSize" in env;
}

/** An environment whose random numbers can be given from outside, to replay what was drawn. */
export interface Drawable {
  /** Draws from this generator from now on. Saved states hold the environment's own all the same. */
  drawFrom(generator: PCG64): void;
}

export function isDrawable(env: object): env is Drawable {
  return "drawFrom" in env && typeof env.drawFrom === "function";
}
