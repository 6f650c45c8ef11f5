import type { Env, StepResult } from "../env.js";
import { whole } from "./text.js";

export interface Played {
  readonly step: number;
  readonly action: unknown;
  /** The action as text, before the environment had it. */
  readonly given: string;
  readonly result: StepResult<unknown>;
}

/** An environment's own error in a reset without a seed. */
export class ResetFailure extends Error {
  override readonly name = "ResetFailure";
}

/**
 * Steps an environment by random actions, resetting it where it ends, and yields what it gave.
 *
 * @throws ResetFailure, whose cause is what a reset without a seed threw
 */
export function* play(env: Env, seed: number, steps: number): Generator<Played> {
  env.actionSpace.seed(seed);
  for (let step = 0; step < steps; step++) {
    const action = env.actionSpace.sample();
    const given = whole(action);
    const result = env.step(action);
    yield { step, action, given, result };
    if (result?.terminated !== true && result?.truncated !== true) continue;
    try {
      env.reset();
    } catch (cause) {
      throw new ResetFailure("a reset without a seed failed", { cause });
    }
  }
}

/** A run as text, which keeps it when the environment reuses its arrays. */
export function record(env: Env, seed: number, steps: number): string[] {
  const lines = [whole(env.reset({ seed }).observation)];
  for (const { result } of play(env, seed, steps)) lines.push(whole(result));
  return lines;
}

/** Where two runs first differ, or −1. */
export function difference(a: readonly string[], b: readonly string[]): number {
  return a.findIndex((line, i) => line !== b[i]);
}
