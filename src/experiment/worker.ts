import { Console } from "node:console";
import type { MessagePort } from "node:worker_threads";
import { runPack } from "./packing/run-pack.js";
import { StorageError } from "./store/storage-error.js";
import {
  runTrial,
  type TrialOptions,
  type TrialProgress,
  type TrialRecord,
  type TrialTask,
} from "./trial.js";

// Standard output is the command's, for results: what users' environments log goes elsewhere.
globalThis.console = new Console(process.stderr, process.stderr);

/** What a worker is given: a trial, or several to be packed, and the port over which it tells progress and is told to stop. */
export interface WorkerJob {
  readonly tasks: readonly TrialTask[];
  readonly port: MessagePort;
}

/** How far one of a job's trials is. */
export interface WorkerProgress {
  /** Its place in the job. */
  readonly index: number;
  readonly progress: TrialProgress;
}

/** What came of it; an error's class would be lost on the way between threads. */
export type WorkerAnswer = { readonly records: readonly TrialRecord[] } | { readonly storageError: string };

/** Runs a job in a worker's thread. */
export default async function runJob({ tasks, port }: WorkerJob): Promise<WorkerAnswer> {
  const stop = { requested: false };
  // The only message there is asks to stop.
  port.on("message", () => {
    stop.requested = true;
  });
  try {
    return { records: await recordsOf(tasks, stop, port) };
  } catch (error) {
    if (error instanceof StorageError) return { storageError: error.message };
    throw error;
  } finally {
    port.close();
  }
}

async function recordsOf(
  tasks: readonly TrialTask[],
  stop: TrialOptions["stop"],
  port: MessagePort,
): Promise<readonly TrialRecord[]> {
  const tell = (index: number, progress: TrialProgress): void =>
    port.postMessage({ index, progress } satisfies WorkerProgress);
  if (tasks.length > 1) return runPack(tasks, { stop, onProgress: tell });
  return [await runTrial(tasks[0]!, { stop, onProgress: (progress) => tell(0, progress) })];
}
