import { type AsyncEnv, type Env, isRemoteId } from "gymnasium-js";
import type { Checkpoint } from "../../../agents/agent.js";
import { environmentOf } from "../../evaluate/evaluation.js";
import { type PlayedEpisode, play } from "../../evaluate/play.js";
import { SavedPolicy } from "../../evaluate/saved-policy.js";
import { streamKey } from "../../random/streams.js";
import { mean, std } from "../../statistics/index.js";
import { type AgentParts, openAgentParts } from "../models/agent-parts.js";
import { sentence } from "../sentence.js";
import type { TrialOptions, TrialTask } from "../trial.js";
import { type EvaluationSource, evaluationSources } from "./evaluation-sources.js";
import type { EvaluatedEpisodes, EvaluationPoint } from "./lines.js";
import type { Probe, ProbePosition } from "./probe.js";

/** Episodes that nothing else ends are cut here: the longest of Gymnasium's registered time limits. */
const LONGEST = 108_000;
/** Draws of different evaluations, and those of the training, are this far apart. */
const APART = 2 ** 39;

/**
 * Plays episodes with a frozen copy of the agent in environments of its own. First states and draws follow
 * from the trial's seed and the point of the budget alone: they are the same for all rules, and for all evaluations of
 * one point.
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
  const { policy: kind, points } = task.evaluation!;
  const evaluators = evaluationSources(task.source, task.evaluation!).map(
    (source) => new Evaluator(task, source, agentState, stop),
  );
  const [first, ...others] = evaluators;
  const close = async (): Promise<void> => {
    await Promise.allSettled(evaluators.map(async (evaluator) => evaluator.close()));
  };
  try {
    for (const evaluator of evaluators) await evaluator.open();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    file: "evaluation.jsonl",
    points,
    measure: async (position): Promise<EvaluationPoint | undefined> => {
      const point = pointAt(task, position);
      const found = await first!.play(point);
      if (found === undefined) return undefined;
      const also: [string, EvaluatedEpisodes][] = [];
      for (const evaluator of others) {
        const further = await evaluator.play(point);
        if (further === undefined) return undefined;
        also.push([evaluator.name!, further]);
      }
      return {
        ...position,
        policy: kind,
        ...found,
        ...(also.length > 0 && { also: Object.fromEntries(also) }),
      };
    },
    close,
  };
}

/** Evaluations in one environment. */
class Evaluator {
  readonly name: string | undefined;
  readonly #task: TrialTask;
  readonly #source: EvaluationSource["source"];
  readonly #agentState: () => Checkpoint;
  readonly #stop: TrialOptions["stop"];
  /**
   * Making one of Python's takes a while. One of this process is made for each point, so that nothing that it keeps
   * between episodes can tell a trial that was interrupted from one that was not.
   */
  readonly #keeps: boolean;
  #kept: Env | AsyncEnv | undefined;
  #parts: AgentParts | undefined;
  #policy: SavedPolicy | undefined;

  constructor(
    task: TrialTask,
    { name, source }: EvaluationSource,
    agentState: () => Checkpoint,
    stop: TrialOptions["stop"],
  ) {
    this.name = name;
    this.#task = task;
    this.#source = source;
    this.#agentState = agentState;
    this.#stop = stop;
    this.#keeps = isRemoteId(source.id);
  }

  /** Makes what is kept. */
  async open(): Promise<void> {
    if (this.#keeps) this.#kept = await environmentOf({ source: this.#source });
  }

  /** Undefined when it was told to stop. @throws {Error} that names environment and point */
  async play(point: number): Promise<EvaluatedEpisodes | undefined> {
    const env = this.#kept ?? (await environmentOf({ source: this.#source }));
    // One that fails is not used again.
    this.#kept = undefined;
    try {
      const played = await this.#playIn(env, point);
      if (this.#keeps) this.#kept = env;
      return played.length < this.#task.evaluation!.episodes ? undefined : summary(played);
    } finally {
      if (env !== this.#kept) await env.close?.();
    }
  }

  async close(): Promise<void> {
    this.#parts?.dispose();
    await this.#kept?.close?.();
  }

  async #playIn(env: Env | AsyncEnv, point: number): Promise<PlayedEpisode[]> {
    const task = this.#task;
    const stop = this.#stop;
    const { episodes, policy: kind } = task.evaluation!;
    const { observationSpace, actionSpace } = env;
    const signal = {
      get aborted() {
        return stop.requested;
      },
    };
    try {
      this.#parts ??= await openAgentParts(task, task, { spaces: env, seed: task.seed, frozen: true });
      this.#policy ??= new SavedPolicy(task, {
        ...this.#parts,
        ...{ observationSpace, actionSpace, seed: task.seed },
        greedy: kind === "greedy",
      });
      const state = this.#agentState();
      this.#policy.restore({ ...state, metadata: { ...state.metadata, step: point * APART } });
      return await play(env, this.#policy, {
        ...{ episodes, seed: seedAt(task.seed, point), maxSteps: LONGEST, signal },
      });
    } catch (error) {
      const which = this.name === undefined ? "" : ` (${this.name})`;
      throw new Error(`${task.env}: evaluation ${point}${which}, ${sentence(error)}`, { cause: error });
    }
  }
}

function summary(played: readonly PlayedEpisode[]): EvaluatedEpisodes {
  const returns = played.map((episode) => episode.return);
  const cut = played.filter((episode) => episode.cut).length;
  const labels = played.flatMap((episode) => episode.labels ?? []);
  const sum = (key: "count" | "right" | "logLoss"): number =>
    labels.reduce((total, one) => total + one[key], 0);
  return {
    returns,
    lengths: played.map(({ length }) => length),
    meanReturn: mean(returns),
    stdReturn: std(returns),
    ...(labels.length > 0 && {
      accuracy: sum("right") / sum("count"),
      logLoss: sum("logLoss") / sum("count"),
    }),
    ...(cut > 0 && { cut }),
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
