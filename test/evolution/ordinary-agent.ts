import type { VectorEnv } from "gymnasium-js";
import type { AgentConfig } from "../../agents/config.js";
import { creditRule } from "../../agents/rules/index.js";
import { createTeamAgent, type TeamAgent } from "../../agents/team-agent.js";
import type { TopDownSpec } from "../../agents/top-down/top-down-spec.js";
import { encodeParameters } from "../../agents/top-down/top-down-weights.js";
import { createReferenceEngine } from "../../src/engine/reference/reference-engine.js";

/** What lifetimes are held against: the agent itself, in float64, with a top-down network where its rule has one. */
export function ordinaryAgent(
  env: VectorEnv,
  rule: string,
  config: AgentConfig,
  { spec, parameters }: { readonly spec: TopDownSpec; readonly parameters: Float32Array },
  { seed, batch = 1 }: { readonly seed: number; readonly batch?: number },
): TeamAgent {
  const topDown = rule.startsWith("tdca")
    ? { name: "test", spec, parameters: encodeParameters(parameters) }
    : null;
  return createTeamAgent({
    engine: createReferenceEngine(),
    rule: creditRule(rule),
    config: { ...config, topDown },
    observationSpace: env.observationSpace,
    actionSpace: env.actionSpace,
    seeds: [seed],
    batch,
  });
}
