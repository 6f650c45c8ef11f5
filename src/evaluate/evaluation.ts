import { type AsyncEnv, type Env, isRemoteId, make } from "gymnasium-js";
import { UsageError } from "../errors/usage-error.js";
import { environmentArguments, environmentSpec } from "../experiment/environments.js";
import { type AgentParts, openAgentParts } from "../experiment/models/agent-parts.js";
import type { PlannedArm } from "../experiment/plan.js";
import { createSingleRemoteEnvironment } from "../experiment/remote-environments.js";
import { sentence } from "../experiment/sentence.js";
import type { TrialStatus } from "../experiment/trial.js";
import { mean, std } from "../statistics/index.js";
import { type PlayOptions, play } from "./play.js";
import { playingEngine } from "./playing-engine.js";
import { savedPolicy } from "./saved-policy.js";
import type { SavedTrial } from "./saved-run.js";
import type { Spectate } from "./spectate.js";

/** How one trained network does when it no longer learns. */
export interface Evaluation {
  readonly env: string;
  readonly rule: string;
  /** Of the trial. */
  readonly seed: number;
  /** How its training ended. */
  readonly training: TrialStatus["status"];
  /** Mean return over the last tenth of the training's episodes; null when there was none. */
  readonly finalReturn: number | null;
  readonly status: "done" | "failed" | "interrupted";
  readonly error?: string;
  readonly episodes: number;
  /** Null without an episode, as are the next two. */
  readonly meanReturn: number | null;
  /** ddof 0. */
  readonly stdReturn: number | null;
  readonly meanLength: number | null;
  readonly returns: readonly number[];
  readonly lengths: readonly number[];
  /** Episodes that were cut for their length. */
  readonly cut: number;
}

export interface EvaluationOptions extends Omit<PlayOptions, "onStep"> {
  readonly greedy: boolean;
  /** Prepares to show what happens; called once. */
  readonly spectate?: Spectate;
  /** The keyword argument for the environment; its own default unless given. */
  readonly renderMode?: string;
  /** Called with what the user is to know, a sentence each: the network plays elsewhere than it was trained. */
  readonly onNote?: (note: string) => void;
}

/**
 * Plays episodes with a saved network. What goes wrong in an episode is told in the evaluation.
 *
 * @throws {UsageError | AgentConfigError} when environment or network cannot be made again
 */
export async function evaluateTrial(trial: SavedTrial, options: EvaluationOptions): Promise<Evaluation> {
  const { arm, seed, status } = trial;
  const { greedy, spectate, renderMode, onNote, ...playing } = options;
  const env = await environmentOf(arm, renderMode);
  const outcome: { episodes: Awaited<ReturnType<typeof play>>; error?: string } = { episodes: [] };
  let parts: AgentParts | undefined;
  try {
    const { observationSpace, actionSpace } = env;
    const spaces = { observationSpace, actionSpace };
    const { on, notes } = await playingEngine(trial);
    for (const note of notes) onNote?.(note);
    parts = await openAgentParts(arm, on, { spaces, seed, frozen: true });
    const policy = savedPolicy(trial, { ...parts, ...spaces, seed: options.seed, greedy });
    const onStep = spectate?.(env);
    try {
      outcome.episodes = await play(env, policy, { ...playing, ...(onStep && { onStep }) });
    } catch (error) {
      if (error instanceof UsageError) throw error;
      outcome.error = sentence(error);
    }
  } finally {
    parts?.dispose();
    await env.close?.();
  }
  const { episodes, error } = outcome;
  const returns = episodes.map((episode) => episode.return);
  const lengths = episodes.map(({ length }) => length);
  const some = episodes.length > 0;
  return {
    env: arm.env,
    rule: arm.rule,
    seed,
    training: status.status,
    finalReturn: status.finalReturn,
    status: error !== undefined ? "failed" : episodes.length < options.episodes ? "interrupted" : "done",
    ...(error !== undefined && { error }),
    episodes: episodes.length,
    meanReturn: some ? mean(returns) : null,
    stdReturn: some ? std(returns) : null,
    meanLength: some ? mean(lengths) : null,
    returns,
    lengths,
    cut: episodes.filter(({ cut }) => cut).length,
  };
}

/** A single environment as trials are trained in. @throws {UsageError} and what making it throws */
export async function environmentOf(
  { source }: Pick<PlannedArm, "source">,
  renderMode?: string,
): Promise<Env | AsyncEnv> {
  const { id } = source;
  if (isRemoteId(id)) return createSingleRemoteEnvironment(id, source, renderMode);
  const entry = await environmentSpec(source);
  return make(entry, {
    ...environmentArguments(source),
    ...(renderMode !== undefined && { renderMode }),
  });
}
