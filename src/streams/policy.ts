import type { Agent } from "../../agents/agent.js";

/**
 * An agent that acts and never learns: a fixed or random policy, a person at the keyboard. It has
 * no state to save.
 *
 * @param act writes one action per sub-environment into `actions`
 *
 * @example
 * ```ts
 * import { policy } from "creditgym/streams";
 *
 * const pushRight = policy((_observations, actions) => actions.fill(1));
 * const actions = new Int32Array(2);
 * pushRight.act(new Float32Array(8), actions);
 * console.log(actions.join(" ")); // → 1 1
 * ```
 */
export function policy(act: (...parameters: Parameters<Agent["act"]>) => unknown): Agent {
  return {
    act: (observations, actions, group) => {
      act(observations, actions, group);
    },
    learn: () => {},
    state: () => ({ tensors: {}, shapes: {}, metadata: {} }),
    restore: () => {},
  };
}
