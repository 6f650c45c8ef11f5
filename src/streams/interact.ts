import { type VectorEnv, withAutoreset } from "gymnasium-js";
import { Observable } from "rxjs";
import type { Agent } from "../../agents/agent.js";
import type { Emission } from "./emission.js";
import { Interaction, type InteractOptions } from "./interaction.js";

/**
 * Joins an environment and an agent: act → step → learn → emit, over and over.
 *
 * Of several environments of one kind each is a group, and the groups take turns: while one that answers
 * with a promise is being stepped elsewhere, the agent learns from another's step and acts in it. An
 * emission is one group's vector step, and tells which in `group`. Their order is always the same, 0, 1, …,
 * 0, 1, …, whichever answers first. Such an agent has to keep apart what it keeps between `act` and
 * `learn` (`policy` keeps nothing; a team agent has the option `groups`).
 *
 * Cold: subscribing resets the environment and starts the run (the first step follows in the next
 * turn of the event loop), unsubscribing stops it at once, also from within `next`. The loop runs
 * synchronously and gives way to the event loop by time. It never ends by itself: see `until`,
 * `budget()` and RxJS's own operators. An environment and an agent have one state each, so one
 * subscription at a time; `share()` gives several subscribers the same run. Closing the environment
 * is its owner's business; of several, others may then still have a step under way, which is not waited for.
 *
 * `next` comes after `learn`, so within it `env.state()` and `agent.state()` belong together; with
 * `nextObservations`, `step` and `transitions` they are all that a run needs to go on (`from`).
 *
 * Errors: an `EnvironmentError` when the environment fails or gives a NaN observation or a reward
 * that is not finite; an `AgentError` when the agent throws. Sub-environment i of group g counts as
 * number g × numEnvs + i.
 *
 * @throws RangeError for no environment, for several that do not go together, and for several with `from`
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
export function interact(
  env: VectorEnv | readonly VectorEnv[],
  agent: Agent,
  options: InteractOptions = {},
): Observable<Emission> {
  const envs = "step" in env ? [env] : env;
  checkGroups(envs, options);
  return new Observable<Emission>((subscriber) => {
    // Agents know one way of resetting only.
    void new Interaction(envs.map(withAutoreset), agent, options, subscriber).run();
  });
}

function checkGroups(envs: readonly VectorEnv[], { seed, from }: InteractOptions): void {
  const [first] = envs;
  if (first === undefined) throw new RangeError("`interact` was given no environment.");
  if (envs.length === 1) return;
  if (new Set(envs).size < envs.length) throw new RangeError("`interact` was given one environment twice.");
  for (const env of envs) {
    if (describe(env) === describe(first)) continue;
    throw new RangeError(
      `\`interact\` was given ${describe(first)} and ${describe(env)}, which must be of one kind and size.`,
    );
  }
  const count = envs.length * first.numEnvs;
  if (typeof seed === "object" && seed.length !== count) {
    throw new RangeError(
      `\`seed\` has ${seed.length} entries for ${count} sub-environments in ${envs.length} groups.`,
    );
  }
  if (from !== undefined) {
    throw new RangeError(
      `\`from\` was given with ${envs.length} environments, and can be with one only: when one emits, others have steps under way.`,
    );
  }
}

const describe = ({ spec, numEnvs, observationSpace, actionSpace }: VectorEnv): string =>
  `${numEnvs} × ${spec.id} (${observationSpace} → ${actionSpace})`;
