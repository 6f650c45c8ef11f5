import { Discrete } from "gymnasium-js";
import type { Transition } from "../../../agents/agent.js";
import type { AgentConfig } from "../../../agents/config.js";
import type { TeamAgent, TeamAgentOptions } from "../../../agents/team-agent.js";
import type { TopDownSpec } from "../../../agents/top-down/top-down-spec.js";
import type { Engine } from "../../../src/engine/engine.js";
import { createReferenceEngine } from "../../../src/engine/reference/reference-engine.js";
import { agentWith, smallConfig } from "../scripted.js";
import { weightsOf } from "../top-down/weights.js";

export const SIZE = 3;
export const CLASSES = 4;
export const START = 5;
export const BATCH = 6;

export const config = (overrides: Partial<AgentConfig> = {}): AgentConfig =>
  smallConfig({
    feedback: "label",
    optimizer: { kind: "sgd" },
    rates: [1, 1, 1],
    output: "softmax-full",
    ...overrides,
  });

export const make = (
  own: AgentConfig,
  {
    rule = "backprop",
    seeds = [3],
    engine,
    ...more
  }: Partial<Omit<TeamAgentOptions, "rule" | "engine">> & {
    rule?: string;
    engine?: Engine;
  } = {},
): TeamAgent =>
  agentWith(rule, own, seeds, BATCH, engine ?? createReferenceEngine(), {
    actionSpace: new Discrete(CLASSES, { start: START }),
    ...more,
  });

/** A random top-down network for these policies. */
export const topDownOf = (changes: Partial<TopDownSpec>) => weightsOf({ actions: CLASSES, ...changes });

/** Samples and labels of step t, the labels as an environment tells them that goes on after the step. */
export function labelled(t: number, n = BATCH, classes = CLASSES, start = START): Transition {
  const observations = Float32Array.from({ length: n * SIZE }, (_, k) => Math.sin(7.3 * (k + 1) * (t + 1)));
  const label = Int32Array.from({ length: n }, (_, k) => start + ((3 * t + 5 * k + (k >> 1)) % classes));
  return {
    ...{ observations, nextObservations: observations, finalObservations: observations },
    ...{ actions: new Int32Array(n), rewards: new Float64Array(n) },
    ...{ terminated: new Uint8Array(n), truncated: new Uint8Array(n), valid: new Uint8Array(n).fill(1) },
    infos: { label, _label: new Uint8Array(n).fill(1) },
  };
}

export const labelsOf = ({ infos }: Transition): Int32Array => infos!.label as Int32Array;

export function teach(agent: TeamAgent, transition: Transition): void {
  agent.act(transition.observations, transition.actions.slice());
  agent.learn(transition);
}
