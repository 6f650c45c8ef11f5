import type { AgentConfig } from "../../agents/config.js";
import type { TopDownSpec } from "../../agents/top-down/top-down-spec.js";
import type { FitnessMeasure } from "./definition.js";
import { type EvolvedFamily, loadFamily } from "./evolved-family.js";
import { LifetimeRunner } from "./lifetimes.js";

/** What all lifetimes of an evolution have in common: plain JSON. */
export interface LifetimeSetup extends EvolvedFamily {
  readonly agent: AgentConfig;
  readonly topDown: TopDownSpec;
  readonly updates: number;
  /** Samples of a minibatch. */
  readonly batch: number;
  readonly fitness: FitnessMeasure;
}

/** @throws {UsageError | AgentConfigError | GymnasiumError} where a policy cannot live so */
export async function createLifetimes(setup: LifetimeSetup): Promise<LifetimeRunner> {
  const { agent: config, topDown, updates, batch, fitness } = setup;
  const family = await loadFamily(setup);
  const isTested = fitness === "test";
  return new LifetimeRunner({ family, config, rule: "tdca", updates, topDown, batch, isTested });
}
