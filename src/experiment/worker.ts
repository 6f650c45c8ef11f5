import { Console } from "node:console";
import type { MessagePort } from "node:worker_threads";
import { StorageError } from "./store/storage-error.js";
import { runTrial, type TrialRecord, type TrialTask } from "./trial.js";

// Standard output is the command's, for results: what users' environments log goes elsewhere.
globalThis.console = new Console(process.stderr, process.stderr);

/** What a worker is given: a trial, and the port over which it tells its progress and is told to stop. */
export interface WorkerJob {
  readonly task: TrialTask;
  readonly port: MessagePort;
}

/** What came of it; an error's class would be lost on the way between threads. */
export type WorkerAnswer = { readonly record: TrialRecord } | { readonly storageError: string };

/** Runs a trial in a worker's thread. */
export default async function runJob({ task, port }: WorkerJob): Promise<WorkerAnswer> {
  const stop = { requested: false };
  // The only message there is asks to stop.
  port.on("message", () => {
    stop.requested = true;
  });
  try {
    return {
      record: await runTrial(task, { stop, onProgress: (progress) => port.postMessage(progress) }),
    };
  } catch (error) {
    if (error instanceof StorageError) return { storageError: error.message };
    throw error;
  } finally {
    port.close();
  }
}
