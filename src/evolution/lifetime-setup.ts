import type { AgentConfig } from "../../agents/config.js";
import type { TopDownSpec } from "../../agents/top-down/top-down-spec.js";
import { taskFamily } from "../../envs/families/index.js";
import type { FitnessMeasure } from "./definition.js";
import { LifetimeRunner } from "./lifetimes.js";

/** What all lifetimes of an evolution have in common: plain JSON. */
export interface LifetimeSetup {
  /** Id of a task family. */
  readonly family: string;
  readonly agent: AgentConfig;
  readonly topDown: TopDownSpec;
  readonly updates: number;
  /** Samples of a minibatch. */
  readonly batch: number;
  readonly fitness: FitnessMeasure;
}

/** @throws {AgentConfigError | GymnasiumError} where a policy cannot live so */
export function createLifetimes(setup: LifetimeSetup): LifetimeRunner {
  const { family, agent, topDown, updates, batch, fitness } = setup;
  return new LifetimeRunner({
    ...{ family: taskFamily(family), config: agent, rule: "tdca", updates, topDown, batch },
    isTested: fitness === "test",
  });
}
