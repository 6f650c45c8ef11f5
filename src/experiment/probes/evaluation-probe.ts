import { type AsyncEnv, type Env, isRemoteId } from "gymnasium-js";
import type { Checkpoint } from "../../../agents/agent.js";
import { environmentOf } from "../../evaluate/evaluation.js";
import { type PlayedEpisode, play } from "../../evaluate/play.js";
import { SavedPolicy } from "../../evaluate/saved-policy.js";
import { streamKey } from "../../random/streams.js";
import { mean, std } from "../../statistics/index.js";
import { sentence } from "../sentence.js";
import type { TrialOptions, TrialTask } from "../trial.js";
import type { EvaluationPoint } from "./lines.js";
import type { Probe, ProbePosition } from "./probe.js";

/** Episodes that nothing else ends are cut here: the longest of Gymnasium's registered time limits. */
const LONGEST = 108_000;
/** Draws of different evaluations, and those of the training, are this far apart. */
const APART = 2 ** 39;

/**
 * Plays episodes with a frozen copy of the agent in an environment of its own. First states and draws follow
 * from the trial's seed and the point of the budget alone: they are the same for all rules.
 *
 * @param agentState the agent's as it is when it is to be measured
 * @param stop ends an evaluation that is under way, of which nothing is kept
 * @throws {UsageError} and what making the environment throws
 */
export async function createEvaluationProbe(
  task: TrialTask,
  agentState: () => Checkpoint,
  stop: TrialOptions["stop"],
): Promise<Probe> {
  const { episodes, policy: kind, points } = task.evaluation!;
  // Making one of Python's takes a while. One of this process is made for each point, so that nothing that it
  // keeps between episodes can tell a trial that was interrupted from one that was not.
  const keeps = isRemoteId(task.source.id);
  let kept = keeps ? await environmentOf(task) : undefined;
  let policy: SavedPolicy | undefined;
  const signal = {
    get aborted() {
      return stop.requested;
    },
  };
  const playAt = async (env: Env | AsyncEnv, point: number) => {
    const { observationSpace, actionSpace } = env;
    policy ??= new SavedPolicy(task, {
      observationSpace,
      actionSpace,
      seed: task.seed,
      greedy: kind === "greedy",
    });
    const state = agentState();
    policy.restore({ ...state, metadata: { ...state.metadata, step: point * APART } });
    try {
      return await play(env, policy, {
        ...{ episodes, seed: seedAt(task.seed, point), maxSteps: LONGEST, signal },
      });
    } catch (error) {
      throw new Error(`${task.env}: evaluation ${point}, ${sentence(error)}`, { cause: error });
    }
  };
  return {
    file: "evaluation.jsonl",
    points,
    measure: async (position): Promise<EvaluationPoint | undefined> => {
      const env = kept ?? (await environmentOf(task));
      // One that fails is not used again.
      kept = undefined;
      let played: PlayedEpisode[];
      try {
        played = await playAt(env, pointAt(task, position));
        if (keeps) kept = env;
      } finally {
        if (env !== kept) await env.close?.();
      }
      if (played.length < episodes) return undefined;
      const returns = played.map((episode) => episode.return);
      const cut = played.filter((episode) => episode.cut).length;
      return {
        ...position,
        policy: kind,
        returns,
        lengths: played.map(({ length }) => length),
        meanReturn: mean(returns),
        stdReturn: std(returns),
        ...(cut > 0 && { cut }),
      };
    },
    close: () => kept?.close?.(),
  };
}

/** The how manyth evaluation is due, from 1. */
function pointAt({ budget, evaluation }: TrialTask, { episode, step }: ProbePosition): number {
  const { points } = evaluation!;
  const share = "episodes" in budget ? episode / budget.episodes : step / budget.steps;
  return Math.min(points, Math.floor(share * points + 1e-9));
}

/** 53 bits of the trial's own stream for evaluations. */
function seedAt(seed: number, point: number): number {
  const [low, high] = streamKey(seed, "evaluation", point);
  return (high & 0x1fffff) * 2 ** 32 + low;
}
