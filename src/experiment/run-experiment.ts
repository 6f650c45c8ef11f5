import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { FamilySummary, Summary } from "../statistics/index.js";
import { tensorFlow } from "./engines.js";
import type { ArmSpeed } from "./estimate/arm-speed.js";
import type { Plan } from "./plan.js";
import { preflight } from "./preflight.js";
import { ProgressMeter, type RunProgress } from "./progress-meter.js";
import { type Running, type RunTask, runTasks } from "./run-tasks.js";
import { writeJson } from "./store/atomic-file.js";
import { finishedTrial } from "./store/finished-trial.js";
import { beginRun, type OpenRun, readRunTiming, resumeRun } from "./store/open-run.js";
import { readPlan, readRun } from "./store/read-run.js";
import { checkStillThere, withAdvice } from "./store/storage-advice.js";
import { isBegun } from "./store/take-folder.js";
import { foundBefore, runSweep } from "./sweep/run-sweep.js";
import { type SweepResults, withChosen } from "./sweep/sweep-results.js";
import { sweepTasks } from "./sweep/sweep-tasks.js";
import type { TrialRecord } from "./trial.js";
import { trialCost } from "./trial-cost.js";
import { trialTasks } from "./trial-tasks.js";

export interface RunOptions {
  /** Threads; as many as there are cores by default. */
  readonly workers?: number;
  /** Trials of an arm, or of its search, that are trained as one, where they can be; 1 unless given. It changes no number. */
  readonly replicas?: number;
  /** The run's folder, new or empty; `runs/<experiment>/<time>` by default. */
  readonly out?: string;
  /** The folder of a run with the same plan that is to go on: what is done in it is not done again. */
  readonly resume?: string;
  /** Aborted to stop: what was done is kept. */
  readonly signal?: AbortSignal;
  /**
   * Called before anything runs, once it is known that everything can: with how fast each arm trains, measured for a
   * moment, with as many replicas; undefined for arms of which nothing can be said.
   */
  readonly onReady?: (speeds: readonly (ArmSpeed | undefined)[]) => void;
  /** Called about four times a second. */
  readonly onProgress?: (progress: RunProgress) => void;
}

/** What came of a run. */
export interface ExperimentRun {
  /** With the settings that its search chose. */
  readonly plan: Plan;
  /** What the search found; undefined where there was none, or it is not done. */
  readonly sweep: SweepResults | undefined;
  readonly folder: string;
  /** In the order of environments, rules and seeds. */
  readonly trials: readonly TrialRecord[];
  readonly summary: Summary;
  /** By task family; empty where none is compared. */
  readonly families: readonly FamilySummary[];
  /** Path of the report's page; its figures and tables are beside it. */
  readonly report: string;
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
export async function runExperiment(asked: Plan, options: RunOptions = {}): Promise<ExperimentRun> {
  const { out, resume, replicas = 1, onReady } = options;
  const plan = await withBackend(asked, resume);
  const speeds = await preflight(plan, { timed: onReady !== undefined, replicas });
  const run = resume === undefined ? beginRun(plan, out) : resumeRun(plan, resume);
  try {
    onReady?.(speeds);
    const done = await runIn(run, options);
    checkStillThere(run.folder);
    return done;
  } catch (error) {
    throw withAdvice(error, run.folder);
  } finally {
    run.close();
  }
}

async function runIn({ folder, plan, notes }: OpenRun, options: RunOptions): Promise<ExperimentRun> {
  const { workers = availableParallelism(), replicas = 1, signal, onProgress } = options;
  const began = new Date();
  const known = foundBefore(folder, plan);
  const searching = sweepTasks(plan, folder);
  const all = [...searching, ...trialTasks(plan, folder)];
  const meter = new ProgressMeter(all.map(trialCost));
  const tasks = all.map((task, index): RunTask => {
    const isKnown = known !== undefined && index < searching.length;
    const finished = isKnown ? undefined : finishedTrial(task);
    if (isKnown || finished !== undefined) meter.finish(index, finished?.steps ?? 0);
    return { task, index, cost: trialCost(task), finished };
  });
  meter.start();
  const running = { workers, replicas, signal, meter };
  const timer = setInterval(() => onProgress?.(meter.read()), PROGRESS_EVERY);
  // Drawing takes a while to load: that is done while the workers train.
  const [{ writeReport }, { chosen, sweep, trials }] = await Promise.all([
    import("./report/write-report.js"),
    train(plan, folder, known, tasks, searching.length, running),
  ]).finally(() => clearInterval(timer));
  onProgress?.(meter.read());
  const { summary, families, page: report } = await writeReport(readRun(folder));
  const before = readRunTiming(folder);
  const seconds = (before?.seconds ?? 0) + (Date.now() - began.getTime()) / 1000;
  writeJson(join(folder, "timing.json"), {
    ...{ began: before?.began ?? began.toISOString(), seconds, workers },
    ...(await tensorFlowOf(plan)),
  });
  return {
    ...{ plan: chosen, sweep, folder, trials, summary, families, report, seconds },
    notes: [...notes, ...anewNotes(trials)],
  };
}

/** The plan with what engine tf runs on: of a run that goes on what it was begun on, else the best there is. */
async function withBackend(plan: Plan, resume: string | undefined): Promise<Plan> {
  if (plan.engine !== "tf") return plan;
  const begun = resume !== undefined && isBegun(resume) ? readPlan(resume).plan.backend : undefined;
  const { backend } = await tensorFlow(plan.backend ?? begun);
  return { ...plan, backend };
}

/** What engine tf ran on. */
async function tensorFlowOf({ engine, backend: planned }: Plan): Promise<object> {
  if (engine !== "tf") return {};
  const { backend, version, tensorflow, device, threads } = await tensorFlow(planned);
  return { engine: { backend, version, tensorflow, device, threads } };
}

/** The search, unless it is done, and then the comparison with what it chose. */
async function train(
  plan: Plan,
  folder: string,
  known: SweepResults | undefined,
  tasks: readonly RunTask[],
  searching: number,
  running: Running,
): Promise<Pick<ExperimentRun, "sweep" | "trials"> & { readonly chosen: Plan }> {
  const sweep = known ?? (await runSweep(plan, folder, tasks.slice(0, searching), running));
  const chosen = sweep === undefined ? plan : withChosen(plan, sweep);
  const comparing = trialTasks(chosen, folder).map((task, k) => ({ ...tasks[searching + k]!, task }));
  return { chosen, sweep, trials: await runTasks(comparing, running) };
}

function anewNotes(trials: readonly TrialRecord[]): string[] {
  return trials.flatMap(({ env, rule, seed, beganAnew }) =>
    beganAnew === undefined ? [] : [`Begun anew: ${env}, ${rule}, seed ${seed}: ${beganAnew}`],
  );
}
