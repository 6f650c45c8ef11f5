import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ActionBatch, NumericArray, Space } from "gymnasium-js";
import type { Checkpoint } from "../../agents/agent.js";
import { AgentConfigError } from "../../agents/errors.js";
import { creditRule } from "../../agents/rules/index.js";
import { createTeamAgent, type TeamAgent } from "../../agents/team-agent.js";
import { UsageError } from "../errors/usage-error.js";
import { createEngine } from "../experiment/engines.js";
import { groupSize } from "../experiment/plan.js";
import { decodeCheckpoint } from "../experiment/store/checkpoint.js";
import type { SavedTrial } from "./saved-run.js";

export interface PolicyOptions {
  readonly observationSpace: Space;
  readonly actionSpace: Space;
  /** Of the numbers that stochastic units draw. */
  readonly seed: number;
  /** Whether to take the most probable action, or the mean. */
  readonly greedy: boolean;
}

/** The network of a saved trial, which acts and no longer learns. */
export class SavedPolicy {
  readonly batch: number;
  readonly #agent: TeamAgent;

  /** @throws {UsageError | AgentConfigError} when the checkpoint cannot be read, or does not fit */
  constructor({ arm, engine, folder }: SavedTrial, options: PolicyOptions) {
    const path = join(folder, "checkpoint.safetensors");
    const { observationSpace, actionSpace, seed, greedy } = options;
    this.batch = groupSize(arm);
    const checkpoint = readCheckpoint(path);
    this.#agent = createTeamAgent({
      engine: createEngine(engine),
      rule: creditRule(arm.rule),
      config: arm.agent,
      ...{ observationSpace, actionSpace, greedy, frozen: true },
      seeds: [seed],
      batch: this.batch,
    });
    try {
      this.#agent.restore(checkpoint);
    } catch (error) {
      if (!(error instanceof AgentConfigError)) throw unreadable(path, error);
      throw new AgentConfigError(`${path} does not fit its experiment: ${error.message}`, { cause: error });
    }
  }

  /** Writes one action per row; every call draws anew. */
  act(observations: NumericArray, actions: ActionBatch): void {
    this.#agent.act(observations, actions);
  }
}

function readCheckpoint(path: string): Checkpoint {
  try {
    const { agent } = decodeCheckpoint(readFileSync(path));
    if (!Number.isSafeInteger(agent.metadata?.step)) throw new Error("it tells no step");
    return agent;
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): UsageError {
  return new UsageError(`${path} is no checkpoint of creditgym's: ${(error as Error).message}`, {
    cause: error,
  });
}
