import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { isRemoteId, spec } from "gymnasium-js";
import { type Summary, summarise } from "../statistics/index.js";
import type { Plan, PlannedArm } from "./plan.js";
import { preflight } from "./preflight.js";
import { ProgressMeter, type RunProgress } from "./progress-meter.js";
import { writeJson } from "./store/atomic-file.js";
import { finishedTrial } from "./store/finished-trial.js";
import { beginRun, type OpenRun, readRunTiming, resumeRun } from "./store/open-run.js";
import type { TrialRecord, TrialTask } from "./trial.js";

export interface RunOptions {
  /** Threads; as many as there are cores by default. */
  readonly workers?: number;
  /** The run's folder, new or empty; `runs/<experiment>/<time>` by default. */
  readonly out?: string;
  /** The folder of a run with the same plan that is to go on: what is done in it is not done again. */
  readonly resume?: string;
  /** Aborted to stop: what was done is kept. */
  readonly signal?: AbortSignal;
  /** Called about four times a second. */
  readonly onProgress?: (progress: RunProgress) => void;
}

/** What came of a run. */
export interface ExperimentRun {
  readonly plan: Plan;
  readonly folder: string;
  /** In the order of environments, rules and seeds. */
  readonly trials: readonly TrialRecord[];
  readonly summary: Summary;
  /** Paths of the figures. */
  readonly pictures: readonly string[];
  /** Wall time, that of the processes before included. */
  readonly seconds: number;
  /** What the user is to know, in sentences. */
  readonly notes: readonly string[];
}

const PROGRESS_EVERY = 250;

/**
 * Runs all trials of a plan over worker threads and keeps everything in the run's folder.
 *
 * @throws {UsageError} before anything runs, when an arm cannot work, the folder is taken, or it holds another run
 * @throws {StorageError} when its files cannot be written: what was done is kept, and can be resumed
 */
export async function runExperiment(plan: Plan, options: RunOptions = {}): Promise<ExperimentRun> {
  const { out, resume } = options;
  await preflight(plan);
  const run = resume === undefined ? beginRun(plan, out) : resumeRun(plan, resume);
  try {
    return await runIn(run, plan, options);
  } finally {
    run.close();
  }
}

async function runIn({ folder, notes }: OpenRun, plan: Plan, options: RunOptions): Promise<ExperimentRun> {
  const { workers = availableParallelism(), signal, onProgress } = options;
  const began = new Date();
  const tasks = tasksOf(plan, folder);
  const costs = plan.arms.flatMap((arm) => plan.seeds.map(() => costOf(arm)));
  const finished = tasks.map(finishedTrial);
  const meter = new ProgressMeter(costs);
  finished.forEach((record, index) => {
    if (record !== undefined) meter.finish(index, record.steps);
  });
  meter.start();
  const timer = setInterval(() => onProgress?.(meter.read()), PROGRESS_EVERY);
  const { runTrials } = await import("./pool.js");
  const open = tasks.map((_, index) => index).filter((index) => finished[index] === undefined);
  // Drawing takes a while to load: that is done while the workers train.
  const [records, { writeRunReport }] = await Promise.all([
    runTrials(
      open.map((index) => tasks[index]!),
      open.map((index) => costs[index]!),
      {
        ...{ workers, signal },
        onProgress: (k, progress) => meter.update(open[k]!, progress),
        onRecord: (k, { steps }) => meter.finish(open[k]!, steps),
      },
    ),
    import("./run-report.js"),
  ]).finally(() => clearInterval(timer));
  onProgress?.(meter.read());
  const trials = tasks.map((_, index) => finished[index] ?? records[open.indexOf(index)]!);
  const summary = summarise(trials);
  const pictures = writeRunReport(folder, plan, trials, summary);
  const before = readRunTiming(folder);
  const seconds = (before?.seconds ?? 0) + (Date.now() - began.getTime()) / 1000;
  writeJson(join(folder, "timing.json"), { began: before?.began ?? began.toISOString(), seconds, workers });
  return { plan, folder, trials, summary, pictures, seconds, notes: [...notes, ...anewNotes(trials)] };
}

function anewNotes(trials: readonly TrialRecord[]): string[] {
  return trials.flatMap(({ env, rule, seed, beganAnew }) =>
    beganAnew === undefined ? [] : [`Begun anew: ${env}, ${rule}, seed ${seed}: ${beganAnew}`],
  );
}

function tasksOf(plan: Plan, folder: string): TrialTask[] {
  const { arms, seeds, engine, retries, evaluation, diagnostics } = plan;
  return arms.flatMap(({ env, rule, source, budget, batch, groups, agent, folder: arm }) =>
    seeds.map((seed) => ({
      ...{ env, rule, seed, source, budget, batch, groups, agent, engine, retries, evaluation, diagnostics },
      folder: resolve(folder, arm, String(seed)),
    })),
  );
}

/** A guess at the work of a trial, to begin with the longest: weights × transitions. */
function costOf({ budget, agent, source }: PlannedArm): number {
  const isNative = source.module === undefined && !isRemoteId(source.id);
  const limit = source.maxEpisodeSteps ?? (isNative ? spec(source.id).maxEpisodeSteps : 1);
  const steps = "steps" in budget ? budget.steps : budget.episodes * Math.max(1, limit ?? 1);
  const weights = agent.hidden.reduce((sum, units, k) => sum + units * (agent.hidden[k - 1] ?? units), 1);
  return steps * weights;
}
