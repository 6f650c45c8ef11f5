import { makeVec, type VectorEnv } from "gymnasium-js";
import { lastValueFrom } from "rxjs";
import "../../envs/bandits/index.js";
import type { Agent } from "../../agents/agent.js";
import { type AgentConfig, DEFAULT_AGENT } from "../../agents/config.js";
import { creditRule } from "../../agents/rules/index.js";
import { createTeamAgent } from "../../agents/team-agent.js";
import type { Engine } from "../engine/engine.js";
import { budget, episodes, interact, learningCurve } from "../streams/index.js";

/** The reference actor-critic (64-32, batch 1, online Adam) in one environment. */
export function referenceAgent(
  environment: string,
  ruleId: string,
  engine: Engine,
): { env: VectorEnv; agent: Agent } {
  const env = makeVec(environment, { numEnvs: 1 });
  const rule = creditRule(ruleId);
  const config = referenceConfig(environment);
  const { observationSpace, actionSpace } = env;
  const agent = createTeamAgent({
    engine,
    rule,
    config,
    observationSpace,
    actionSpace,
    seeds: [1],
    batch: 1,
  });
  return { env, agent };
}

/** How it learns there. */
export function referenceConfig(environment: string): AgentConfig {
  const bandit: Partial<AgentConfig> =
    environment === "Multiplexer-v0" ? { feedback: "reward", output: "bernoulli" } : {};
  return { ...DEFAULT_AGENT, ...bandit };
}

/** Steps per second of `steps` steps through the stream with the operators that a trial has. */
export async function streamedRate(
  { env, agent }: { env: VectorEnv; agent: Agent },
  steps: number,
): Promise<number> {
  const start = performance.now();
  const run = interact(env, agent, { seed: 1 }).pipe(budget({ steps }), episodes(), learningCurve());
  await lastValueFrom(run, { defaultValue: undefined });
  return (1000 * steps) / (performance.now() - start);
}

/** Steps per second of the same without any stream: a plain loop. */
export function bareRate({ env, agent }: { env: VectorEnv; agent: Agent }, steps: number): number {
  const reset = env.reset({ seed: 1 });
  if (reset instanceof Promise) throw new TypeError("native environments never return a promise");
  let observations = reset.observations.slice();
  let spare = reset.observations.slice();
  const actions = new Int32Array(env.numEnvs);
  const start = performance.now();
  for (let t = 0; t < steps; t++) {
    agent.act(observations, actions);
    const result = env.step(actions);
    if (result instanceof Promise) throw new TypeError("native environments never return a promise");
    spare.set(result.observations as Float32Array);
    agent.learn({
      observations,
      actions,
      rewards: result.rewards,
      terminated: result.terminated,
      truncated: result.truncated,
      nextObservations: spare,
      finalObservations: result.finalObservations,
      valid: result.valid,
    });
    [observations, spare] = [spare, observations];
  }
  return (1000 * steps) / (performance.now() - start);
}
