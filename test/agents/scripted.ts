import { Box, Discrete } from "gymnasium-js";
import type { Agent, Transition } from "../../agents/agent.js";
import { type AgentConfig, DEFAULT_AGENT } from "../../agents/config.js";
import { creditRule } from "../../agents/rules/index.js";
import { createTeamAgent, type TeamAgent, type TeamAgentOptions } from "../../agents/team-agent.js";
import type { Engine } from "../../src/engine/engine.js";
import { createReferenceEngine } from "../../src/engine/reference/reference-engine.js";
import { weightsOf } from "./top-down/weights.js";

const SIZE = 3;

const observationSpace = new Box(-1, 1, { shape: [SIZE] });
const actionSpace = new Discrete(2);

export function smallConfig(overrides: Partial<AgentConfig> = {}): AgentConfig {
  const { critic } = DEFAULT_AGENT;
  return {
    ...DEFAULT_AGENT,
    hidden: [4, 3],
    rates: [0.05, 0.04, 0.03],
    ...overrides,
    critic: { ...critic, hidden: [3], rates: [0.05, 0.02], ...overrides.critic },
  };
}

/** The same for a rule that needs a top-down network: with one, and the output that it is for. */
export function configFor(rule: string, config: AgentConfig): AgentConfig {
  if (!rule.startsWith("tdca") || config.topDown !== null) return config;
  return { ...config, output: "softmax-full", topDown: weightsOf({ units: config.hidden }) };
}

/** @param config is completed for rules that need a top-down network */
export function agentWith(
  rule: string,
  config: AgentConfig,
  seeds: readonly number[],
  batch: number,
  engine: Engine = createReferenceEngine(),
  more: Partial<TeamAgentOptions> = {},
): TeamAgent {
  return createTeamAgent({
    engine,
    rule: creditRule(rule),
    config: configFor(rule, config),
    observationSpace,
    actionSpace,
    seeds,
    batch,
    ...more,
  });
}

/** A number in [0, 1) that depends on its arguments only. */
function hashed(...values: readonly number[]): number {
  const x = values.reduce((sum, value, k) => sum + value * (12.9898 + 65.233 * k), 1.618);
  const y = Math.sin(x) * 43758.5453;
  return y - Math.floor(y);
}

/**
 * What sub-environment `id` shows, pays and ends at step t, whatever the rest of the batch does. The
 * reward depends on the action, so that agents which act apart learn apart.
 */
export function scriptedStep(ids: readonly number[], t: number, actions: ArrayLike<number>): Transition {
  const observe = (time: number, purpose: number): Float32Array =>
    Float32Array.from(ids.flatMap((id) => [0, 1, 2].map((i) => 2 * hashed(id, time, i, purpose) - 1)));
  return {
    observations: observe(t, 0),
    actions: Int32Array.from(actions),
    rewards: Float64Array.from(ids, (id, k) => hashed(id, t, 7) - 0.3 * actions[k]),
    terminated: Uint8Array.from(ids, (id) => (hashed(id, t, 8) < 0.15 ? 1 : 0)),
    truncated: Uint8Array.from(ids, (id) => (hashed(id, t, 9) < 0.1 ? 1 : 0)),
    nextObservations: observe(t + 1, 0),
    finalObservations: observe(t + 1, 1),
    valid: new Uint8Array(ids.length).fill(1),
  };
}

/** Lets the agent live from step `from` to `to` in scripted sub-environments; returns its actions. */
export function live(agent: Agent, ids: readonly number[], from: number, to: number): number[] {
  const actions = new Int32Array(ids.length);
  const taken: number[] = [];
  for (let t = from; t < to; t++) {
    const { observations } = scriptedStep(ids, t, actions);
    agent.act(observations, actions);
    taken.push(...actions);
    agent.learn(scriptedStep(ids, t, actions));
  }
  return taken;
}
