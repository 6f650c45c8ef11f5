import type { AgentConfig } from "../../agents/config.js";
import type { DiagnosticsSettings, PlannedEvaluation, TrialBudget } from "./definition.js";
import type { EnvironmentSource } from "./environments.js";
import type { PlannedModels } from "./models/model-source.js";
import type { Seat } from "./packing/seat.js";
import type { PlannedEngine } from "./planned-engine.js";
import { labelScores } from "./probes/label-scores.js";
import type { EvaluationPoint, LabelScores } from "./probes/lines.js";
import { sentence } from "./sentence.js";
import { StorageError } from "./store/storage-error.js";
import { TrialFiles } from "./store/trial-files.js";
import { Training } from "./training.js";

/** One network to train: plain JSON, so that it travels to a worker. */
export interface TrialTask extends PlannedEngine {
  readonly env: string;
  readonly rule: string;
  readonly seed: number;
  readonly source: EnvironmentSource;
  readonly budget: TrialBudget;
  readonly batch: number;
  /** Vector environments that the batch is split into, which take turns; 1 unless given. */
  readonly groups?: number;
  readonly agent: AgentConfig;
  /** None unless given. */
  readonly models?: PlannedModels;
  /** How often it may go on in a new environment when the bridge to Python fails. */
  readonly retries: number;
  /** None unless given. */
  readonly evaluation?: PlannedEvaluation;
  /** None unless given. */
  readonly diagnostics?: Required<DiagnosticsSettings>;
  /** Where its files go. */
  readonly folder: string;
}

/** A trial went on in a new environment, from where an episode had ended. */
export interface TrialRestart {
  /** Completed by then. */
  readonly episodes: number;
  /** Transitions by then, over all sub-environments. */
  readonly steps: number;
  /** In one sentence. */
  readonly why: string;
}

/** What came of a trial, all of which equal runs have equal. */
export interface TrialStatus {
  readonly env: string;
  readonly rule: string;
  readonly seed: number;
  readonly status: "running" | "done" | "failed" | "interrupted";
  /** Why it failed, in one sentence. */
  readonly error?: string;
  /** Left out where there is none. */
  readonly restarts?: readonly TrialRestart[];
  readonly episodes: number;
  /** Transitions over all sub-environments. */
  readonly steps: number;
  /** Over all completed episodes; null when there is none. */
  readonly averageReturn: number | null;
  /** Over the last tenth of them; null when there is none. */
  readonly finalReturn: number | null;
  /** Mean of the last evaluation's episodes; left out where there was none. */
  readonly evaluationReturn?: number;
  /** Of the last evaluation, by name (`evaluation` for the first); left out where no labels were told. */
  readonly labels?: Readonly<Record<string, LabelScores>>;
}

export interface TrialTiming {
  /** Wall time, everything but the loading of modules included. */
  readonly seconds: number;
  readonly stepsPerSecond: number;
}

export interface TrialRecord extends TrialStatus, TrialTiming {
  readonly status: "done" | "failed" | "interrupted";
  /** Why it could not take up what was there of it, in one sentence; left out where it could. */
  readonly beganAnew?: string;
}

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
  /** Its place among trials that are packed together; it trains by itself unless given. */
  readonly seat?: Seat;
}

/**
 * Trains one network and keeps what came of it in the trial's folder; takes up what is there of it already.
 * The trial's own failure is told in the record.
 *
 * @throws {StorageError} when its files cannot be written: what was written before is as it was
 */
export async function runTrial(task: TrialTask, options: TrialOptions): Promise<TrialRecord> {
  const began = performance.now();
  const { env, rule, seed } = task;
  const files = new TrialFiles(task.folder);
  const before = files.secondsSoFar();
  const restarted = (): Pick<TrialStatus, "restarts"> =>
    record.restarts.length > 0 ? { restarts: record.restarts } : {};
  const writeRunning = (): void => {
    const nothing = { episodes: 0, steps: 0, averageReturn: null, finalReturn: null };
    files.writeStatus({ env, rule, seed, status: "running", ...restarted(), ...nothing });
  };
  const writeTiming = (): TrialTiming => {
    const seconds = before + (performance.now() - began) / 1000;
    const timing = { seconds, stepsPerSecond: record.tracker.steps / seconds };
    files.writeTiming(timing);
    return timing;
  };
  const training = new Training(task, files, { ...options, onRestart: writeRunning, onSaved: writeTiming });
  const { record } = training;
  files.begin();
  writeRunning();
  let outcome: Pick<TrialRecord, "status" | "error">;
  try {
    outcome = { status: await training.run() };
  } catch (error) {
    if (error instanceof StorageError) throw error;
    outcome = { status: "failed", error: sentence(error) };
  }
  files.writeCurve(record.bins.curve());
  const summary = files.closeLog();
  if (outcome.status === "done") await files.writeParquet();
  const timing = writeTiming();
  const status = {
    ...{ env, rule, seed },
    ...outcome,
    ...restarted(),
    steps: record.tracker.steps,
    ...summary,
    ...evaluated(files),
  };
  files.writeStatus(status);
  // The last of its files: a trial that has it has them all.
  files.end();
  const { beganAnew } = record;
  return { ...status, ...timing, ...(beganAnew !== undefined && { beganAnew }) };
}

function evaluated(files: TrialFiles): Pick<TrialStatus, "evaluationReturn" | "labels"> {
  const line = files.readLines("evaluation.jsonl").at(-1);
  if (line === undefined) return {};
  const point = JSON.parse(line) as EvaluationPoint;
  const labels = labelScores(point);
  return { evaluationReturn: point.meanReturn, ...(Object.keys(labels).length > 0 && { labels }) };
}
