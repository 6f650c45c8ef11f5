import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { isRemoteId, spec } from "gymnasium-js";
import { type Summary, summarise } from "../statistics/index.js";
import type { Plan, PlannedArm } from "./plan.js";
import { preflight } from "./preflight.js";
import { ProgressMeter, type RunProgress } from "./progress-meter.js";
import { writeJson } from "./store/atomic-file.js";
import { createRunFolder, writeExperiment } from "./store/run-folder.js";
import type { TrialRecord, TrialTask } from "./trial.js";

export interface RunOptions {
  /** Threads; as many as there are cores by default. */
  readonly workers?: number;
  /** The run's folder, new or empty; `runs/<experiment>/<time>` by default. */
  readonly out?: string;
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
}

const PROGRESS_EVERY = 250;

/**
 * Runs all trials of a plan over worker threads and keeps everything in the run's folder.
 *
 * @throws {UsageError} before anything runs, when an arm cannot work or the folder is taken
 */
export async function runExperiment(plan: Plan, options: RunOptions = {}): Promise<ExperimentRun> {
  const { workers = availableParallelism(), out, signal, onProgress } = options;
  await preflight(plan);
  const began = new Date();
  const folder = createRunFolder(plan.name, out);
  writeExperiment(folder, plan);
  const tasks = tasksOf(plan, folder);
  const costs = plan.arms.flatMap((arm) => plan.seeds.map(() => costOf(arm)));
  const meter = new ProgressMeter(costs);
  const timer = setInterval(() => onProgress?.(meter.read()), PROGRESS_EVERY);
  const { runTrials } = await import("./pool.js");
  // Drawing takes a while to load: that is done while the workers train.
  const [trials, { writeRunReport }] = await Promise.all([
    runTrials(tasks, costs, {
      workers,
      signal,
      onProgress: (index, progress) => meter.update(index, progress),
      onRecord: (index, { steps }) => meter.finish(index, steps),
    }),
    import("./run-report.js"),
  ]).finally(() => clearInterval(timer));
  onProgress?.(meter.read());
  const summary = summarise(trials);
  const pictures = writeRunReport(folder, plan, trials, summary);
  const seconds = (Date.now() - began.getTime()) / 1000;
  writeJson(join(folder, "timing.json"), { began: began.toISOString(), seconds, workers });
  return { plan, folder, trials, summary, pictures };
}

function tasksOf({ arms, seeds, engine, retries }: Plan, folder: string): TrialTask[] {
  return arms.flatMap(({ env, rule, source, budget, batch, groups, agent, folder: arm }) =>
    seeds.map((seed) => ({
      ...{ env, rule, seed, source, budget, batch, groups, agent, engine, retries },
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
