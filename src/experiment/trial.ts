import { lastValueFrom, tap } from "rxjs";
import type { Agent } from "../../agents/agent.js";
import type { AgentConfig } from "../../agents/config.js";
import { creditRule } from "../../agents/rules/index.js";
import { createTeamAgent } from "../../agents/team-agent.js";
import { streamKey } from "../random/streams.js";
import {
  budget,
  CurveBins,
  type Emission,
  EpisodeTracker,
  episodes,
  interact,
  learningCurve,
} from "../streams/index.js";
import { encodeCheckpoint } from "./checkpoint.js";
import type { TrialBudget } from "./definition.js";
import { createEngine, type EngineId } from "./engines.js";
import { createEnvironment, type EnvironmentSource } from "./environments.js";
import { TrialFiles } from "./trial-files.js";

/** One network to train: plain JSON, so that it travels to a worker. */
export interface TrialTask {
  readonly env: string;
  readonly rule: string;
  readonly seed: number;
  readonly source: EnvironmentSource;
  readonly budget: TrialBudget;
  readonly batch: number;
  readonly agent: AgentConfig;
  readonly engine: EngineId;
  /** Where its files go. */
  readonly folder: string;
}

/** What came of a trial, all of which equal runs have equal. */
export interface TrialStatus {
  readonly env: string;
  readonly rule: string;
  readonly seed: number;
  readonly status: "running" | "done" | "failed" | "interrupted";
  /** Why it failed, in one sentence. */
  readonly error?: string;
  readonly episodes: number;
  /** Transitions over all sub-environments. */
  readonly steps: number;
  /** Over all completed episodes; null when there is none. */
  readonly averageReturn: number | null;
  /** Over the last tenth of them; null when there is none. */
  readonly finalReturn: number | null;
}

export interface TrialTiming {
  /** Wall time, everything but the loading of modules included. */
  readonly seconds: number;
  readonly stepsPerSecond: number;
}

export type TrialRecord = TrialStatus & TrialTiming & { readonly status: "done" | "failed" | "interrupted" };

/** How far a trial is. */
export interface TrialProgress {
  /** Of its budget. */
  readonly fraction: number;
  readonly steps: number;
}

export interface TrialOptions {
  /** Becomes true when the trial is to end where it is. */
  readonly stop: { readonly requested: boolean };
  readonly onProgress?: (progress: TrialProgress) => void;
  /** With a budget of episodes: steps of each sub-environment after which there seem to be none; 2 million unless given. */
  readonly patience?: number;
}

const CURVE_EVERY = 5000;
const PROGRESS_EVERY = 250;
const PATIENCE = 2_000_000;

/** Trains one network and keeps what came of it in the trial's folder. Never rejects for the trial's own failure. */
export async function runTrial(task: TrialTask, options: TrialOptions): Promise<TrialRecord> {
  const began = performance.now();
  const { env, rule, seed } = task;
  const files = new TrialFiles(task.folder);
  const nothing = { episodes: 0, steps: 0, averageReturn: null, finalReturn: null };
  files.writeStatus({ env, rule, seed, status: "running", ...nothing });
  const tracker = new EpisodeTracker();
  const bins = new CurveBins();
  let outcome: Pick<TrialRecord, "status" | "error">;
  try {
    outcome = { status: await train(task, files, tracker, bins, options) };
  } catch (error) {
    outcome = { status: "failed", error: sentence(error) };
  }
  files.writeCurve(bins.curve());
  const summary = files.closeLog();
  if (outcome.status === "done") files.writeParquet();
  const status = { env, rule, seed, ...outcome, steps: tracker.state().transitions, ...summary };
  files.writeStatus(status);
  const seconds = (performance.now() - began) / 1000;
  const timing = { seconds, stepsPerSecond: status.steps / seconds };
  files.writeTiming(timing);
  return { ...status, ...timing };
}

async function train(
  task: TrialTask,
  files: TrialFiles,
  tracker: EpisodeTracker,
  bins: CurveBins,
  { stop, onProgress, patience = PATIENCE }: TrialOptions,
): Promise<"done" | "interrupted"> {
  const env = await createEnvironment(task.source, task.batch);
  const agent = createTeamAgent({
    engine: createEngine(task.engine),
    rule: creditRule(task.rule),
    config: task.agent,
    observationSpace: env.observationSpace,
    actionSpace: env.actionSpace,
    seeds: [task.seed],
    batch: task.batch,
  });
  let emission: Emission | undefined;
  const longest = "episodes" in task.budget ? patience * task.batch : Number.POSITIVE_INFINITY;
  let lastEnd = 0;
  const until = (latest: Emission): boolean => {
    emission = latest;
    if (latest.transitions - lastEnd > longest) {
      throw new Error(
        `${task.env}: no episode ended within ${patience} steps; give the environment a time limit ` +
          "(maxEpisodeSteps), or the trial a budget of steps",
      );
    }
    return stop.requested;
  };
  const run = interact(env, agent, { seed: environmentSeed(task.seed), until }).pipe(
    budget(task.budget),
    episodes({ tracker }),
    tap((episode) => {
      lastEnd = emission?.transitions ?? 0;
      files.log.append(episode);
    }),
    learningCurve({ bins, updateEvery: CURVE_EVERY }),
    tap((curve) => files.writeCurve(curve)),
  );
  // By time, so that it costs the steps nothing.
  const report = (): void =>
    onProgress?.({ fraction: fractionDone(task.budget, tracker), steps: emission?.transitions ?? 0 });
  const timer = setInterval(report, PROGRESS_EVERY);
  try {
    await lastValueFrom(run);
    report();
    files.writeCheckpoint(encodeCheckpoint({ agent, env, emission: emission!, tracker, bins }));
    checkFinite(agent, task.env, emission!);
  } finally {
    clearInterval(timer);
    await env.close();
  }
  return fractionDone(task.budget, tracker) >= 1 ? "done" : "interrupted";
}

/** A network that overflowed has learned nothing: its returns must not pass for the rule's. */
function checkFinite(agent: Agent, env: string, { step }: Emission): void {
  for (const [name, values] of Object.entries(agent.state().tensors)) {
    if (values.every(Number.isFinite)) continue;
    throw new Error(
      `${env}: by step ${step} the numbers in ${name} were no longer finite: a rate, a reward or an observation is too large`,
    );
  }
}

/** 53 bits of the trial's own stream for environments. */
export function environmentSeed(seed: number): number {
  const [low, high] = streamKey(seed, "environment");
  return (high & 0x1fffff) * 2 ** 32 + low;
}

function fractionDone(limit: TrialBudget, tracker: EpisodeTracker): number {
  return "episodes" in limit ? tracker.completed / limit.episodes : tracker.state().transitions / limit.steps;
}

/** An error as one sentence: its first line. */
export function sentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split("\n", 1)[0]!.trim() || "it failed without saying why";
}
