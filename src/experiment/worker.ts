import { Console } from "node:console";
import type { MessagePort } from "node:worker_threads";
import { runTrial, type TrialRecord, type TrialTask } from "./trial.js";

// Standard output is the command's, for results: what users' environments log goes elsewhere.
globalThis.console = new Console(process.stderr, process.stderr);

/** What a worker is given: a trial, and the port over which it tells its progress and is told to stop. */
export interface WorkerJob {
  readonly task: TrialTask;
  readonly port: MessagePort;
}

/** Runs a trial in a worker's thread. */
export default async function runJob({ task, port }: WorkerJob): Promise<TrialRecord> {
  const stop = { requested: false };
  // The only message there is asks to stop.
  port.on("message", () => {
    stop.requested = true;
  });
  try {
    return await runTrial(task, { stop, onProgress: (progress) => port.postMessage(progress) });
  } finally {
    port.close();
  }
}
