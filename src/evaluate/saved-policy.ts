import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ActionBatch, Discrete, NumericArray, Space } from "gymnasium-js";
import { forceAction } from "../../agents/actions/force-action.js";
import type { Checkpoint } from "../../agents/agent.js";
import { logProbability } from "../../agents/diagnostics/log-probability.js";
import { AgentConfigError } from "../../agents/errors.js";
import { creditRule } from "../../agents/rules/index.js";
import { createTeamAgent, type TeamAgent } from "../../agents/team-agent.js";
import { UsageError } from "../errors/usage-error.js";
import type { AgentParts } from "../experiment/models/agent-parts.js";
import { groupSize, type PlannedArm } from "../experiment/plan.js";
import { decodeCheckpoint } from "../experiment/store/checkpoint.js";
import type { SavedTrial } from "./saved-run.js";

export interface PolicyOptions extends Omit<AgentParts, "dispose"> {
  readonly observationSpace: Space;
  readonly actionSpace: Space;
  /** Of the numbers that stochastic units draw. */
  readonly seed: number;
  /** Whether to take the most probable action, or the mean. */
  readonly greedy: boolean;
}

/** What a network was trained with. */
export type PolicySpec = Pick<PlannedArm, "rule" | "agent" | "batch" | "groups">;

/** A trained network, which acts and no longer learns. */
export class SavedPolicy {
  readonly batch: number;
  readonly #agent: TeamAgent;
  readonly #actionSpace: Space;

  /** Untrained until {@link restore}. @throws {AgentConfigError} where spaces and network do not fit */
  constructor(spec: PolicySpec, { seed, ...options }: PolicyOptions) {
    this.batch = groupSize(spec);
    this.#actionSpace = options.actionSpace;
    this.#agent = createTeamAgent({
      ...options,
      rule: creditRule(spec.rule),
      config: spec.agent,
      frozen: true,
      seeds: [seed],
      batch: this.batch,
    });
  }

  /** Takes an agent's state. What it draws from then on follows from its step. @throws {AgentConfigError} */
  restore(checkpoint: Checkpoint): void {
    this.#agent.restore(checkpoint);
  }

  /** Writes one action per row; every call draws anew. */
  act(observations: NumericArray, actions: ActionBatch): void {
    this.#agent.act(observations, actions);
  }

  /**
   * log of the probability that the latest {@link act} gave an action in its first row. Undefined for what is no
   * action, and where actions are not those of one Discrete space.
   */
  logProbability(action: number): number | undefined {
    if (this.#actionSpace.kind !== "Discrete") return undefined;
    const { n, start } = this.#actionSpace as Discrete;
    if (!Number.isInteger(action) || action < start || action >= start + n) return undefined;
    const { output } = this.#agent.actor;
    forceAction(output, 0, action - start);
    return logProbability(output, 0);
  }
}

/**
 * The network that a trial saved.
 *
 * @throws {UsageError | AgentConfigError} when the checkpoint cannot be read, or does not fit
 */
export function savedPolicy({ arm, folder }: SavedTrial, options: PolicyOptions): SavedPolicy {
  const path = join(folder, "checkpoint.safetensors");
  const checkpoint = readCheckpoint(path);
  const policy = new SavedPolicy(arm, options);
  try {
    policy.restore(checkpoint);
  } catch (error) {
    if (!(error instanceof AgentConfigError)) throw unreadable(path, error);
    throw new AgentConfigError(`${path} does not fit its experiment: ${error.message}`, { cause: error });
  }
  return policy;
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
