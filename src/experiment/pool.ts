import { join } from "node:path";
import { MessageChannel } from "node:worker_threads";
import { Piscina } from "piscina";
import { writeJson } from "./store/atomic-file.js";
import { sentence, type TrialProgress, type TrialRecord, type TrialTask } from "./trial.js";
import type { WorkerJob } from "./worker.js";

export interface PoolOptions {
  /** Threads, ≥ 1. */
  readonly workers: number;
  /** Aborted when the trials are to stop: running ones keep what they have, others do not begin. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (index: number, progress: TrialProgress) => void;
  readonly onRecord?: (index: number, record: TrialRecord) => void;
}

/**
 * Runs trials in worker threads. The records come in the order of the tasks; how many workers there
 * are and which trial meets which makes no difference to them.
 *
 * @param costs of the tasks, in any unit: the dearest begin first, so that none is left over at the end
 */
export async function runTrials(
  tasks: readonly TrialTask[],
  costs: readonly number[],
  { workers, signal, onProgress, onRecord }: PoolOptions,
): Promise<TrialRecord[]> {
  const records = tasks.map(notBegun);
  const queue = tasks.map((_, index) => index).sort((a, b) => costs[b]! - costs[a]! || a - b);
  const threads = Math.min(workers, tasks.length);
  const pool = new Piscina<WorkerJob, TrialRecord>({
    filename: new URL("./worker.js", import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
    // Threads must hear that they are to stop while they wait as well.
    atomics: "disabled",
  });
  const lane = async (): Promise<void> => {
    while (queue.length > 0 && signal?.aborted !== true) {
      const index = queue.shift()!;
      records[index] = await runInPool(pool, tasks[index]!, signal, (progress) =>
        onProgress?.(index, progress),
      );
      onRecord?.(index, records[index]!);
    }
  };
  try {
    await Promise.all(Array.from({ length: threads }, lane));
  } finally {
    await pool.destroy();
  }
  return records;
}

async function runInPool(
  pool: Piscina<WorkerJob, TrialRecord>,
  task: TrialTask,
  signal: AbortSignal | undefined,
  onProgress: (progress: TrialProgress) => void,
): Promise<TrialRecord> {
  const { port1, port2 } = new MessageChannel();
  const stop = (): void => port1.postMessage("stop");
  port1.on("message", onProgress);
  signal?.addEventListener("abort", stop);
  try {
    return await pool.run({ task, port: port2 }, { transferList: [port2] });
  } catch (error) {
    // The thread itself died: out of memory, or the environment ended the process.
    const status = { status: "failed", error: `its worker ended: ${sentence(error)}` } as const;
    const { seconds, stepsPerSecond, ...nothing } = notBegun(task);
    writeJson(join(task.folder, "status.json"), { ...nothing, ...status });
    return { ...nothing, ...status, seconds, stepsPerSecond };
  } finally {
    signal?.removeEventListener("abort", stop);
    port1.close();
  }
}

function notBegun({ env, rule, seed }: TrialTask): TrialRecord {
  const nothing = { episodes: 0, steps: 0, averageReturn: null, finalReturn: null };
  return { env, rule, seed, status: "interrupted", ...nothing, seconds: 0, stepsPerSecond: 0 };
}
