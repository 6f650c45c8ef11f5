import type { TrialCheckpoint } from "./store/checkpoint.js";

/**
 * A network that overflowed has learned nothing: its returns must not pass for the rule's.
 *
 * @throws {Error} naming what is not finite
 */
export function checkFinite({ agent, position }: TrialCheckpoint, env: string): void {
  for (const [name, values] of Object.entries(agent.tensors)) {
    if (values.every(Number.isFinite)) continue;
    throw new Error(
      `${env}: by step ${position.step} the numbers in ${name} were no longer finite: a rate, the weight decay, ` +
        "a reward or an observation is too large",
    );
  }
}
