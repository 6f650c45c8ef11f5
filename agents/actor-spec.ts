import type { Model } from "../src/engine/model.js";
import type { AgentConfig } from "./config.js";
import type { HeadSpec, NetworkSpec } from "./networks/spec.js";
import type { CreditRule } from "./rules/rule.js";

/** The network that a configuration asks for, with the rule's own units where it names none. */
export function actorSpec(
  config: AgentConfig,
  rule: CreditRule,
  inputs: number,
  heads: readonly HeadSpec[],
  model: Model | undefined,
): NetworkSpec {
  return {
    inputs,
    embedding: config.observation.embedding ?? undefined,
    hidden: config.hidden.map((units) => ({ units, kind: config.units ?? rule.defaultUnits })),
    heads,
    temperatures: config.temperatures ?? undefined,
    gaussian: config.gaussian,
    scale: config.continuous.scale,
    model,
  };
}
