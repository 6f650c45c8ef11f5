import { type VectorEnv, withAutoreset } from "gymnasium-js";
import { Observable } from "rxjs";
import type { Agent } from "../../agents/agent.js";
import type { Emission } from "./emission.js";
import { Interaction, type InteractOptions } from "./interaction.js";

/**
 * Joins an environment and an agent: act → step → learn → emit, over and over.
 *
 * Cold: subscribing resets the environment and starts the run (the first step follows in the next
 * turn of the event loop), unsubscribing stops it at once, also from within `next`. The loop runs
 * synchronously and gives way to the event loop by time. It never ends by itself: see `until`,
 * `budget()` and RxJS's own operators. An environment and an agent have one state each, so one
 * subscription at a time; `share()` gives several subscribers the same run. Closing the environment
 * is its owner's business.
 *
 * `next` comes after `learn`, so within it `env.state()` and `agent.state()` belong together; with
 * `nextObservations`, `step` and `transitions` they are all that a run needs to go on (`from`).
 *
 * Errors: an `EnvironmentError` when the environment fails or gives a NaN observation or a reward
 * that is not finite; an `AgentError` when the agent throws.
 *
 * @example
 * ```ts
 * import { makeVec } from "gymnasium-js";
 * import { lastValueFrom } from "rxjs";
 * import { interact, policy } from "creditgym/streams";
 *
 * const env = makeVec("CartPole-v1");
 * const pushRight = policy((_observations, actions) => actions.fill(1));
 * const run = interact(env, pushRight, { seed: 1, until: ({ terminated }) => terminated[0] === 1 });
 * const last = await lastValueFrom(run);
 * console.log(last.rewards[0], last.step < 20); // → 1 true
 * ```
 */
export function interact(env: VectorEnv, agent: Agent, options: InteractOptions = {}): Observable<Emission> {
  return new Observable<Emission>((subscriber) => {
    // Agents know one way of resetting only.
    void new Interaction(withAutoreset(env), agent, options, subscriber).run();
  });
}
