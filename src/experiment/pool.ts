import { join } from "node:path";
import { MessageChannel } from "node:worker_threads";
import { Piscina } from "piscina";
import { setLibraryEnvironment } from "../engine/tf/library-environment.js";
import { packs } from "./packing/packs.js";
import { sentence } from "./sentence.js";
import { writeJson } from "./store/atomic-file.js";
import { finishedTrial } from "./store/finished-trial.js";
import { StorageError } from "./store/storage-error.js";
import type { TrialProgress, TrialRecord, TrialTask } from "./trial.js";
import type { WorkerAnswer, WorkerJob, WorkerProgress } from "./worker.js";

export interface PoolOptions {
  /** Threads, ≥ 1. */
  readonly workers: number;
  /** Trials of an arm that are trained as one, where they can be; 1 unless given. */
  readonly replicas?: number;
  /** Aborted when the trials are to stop: running ones keep what they have, others do not begin. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (index: number, progress: TrialProgress) => void;
  readonly onRecord?: (index: number, record: TrialRecord) => void;
}

/**
 * Runs trials in worker threads. The records come in the order of the tasks; how many workers there
 * are and which trial meets which makes no difference to them.
 *
 * @throws {StorageError} when the files of one cannot be written: the others are stopped and keep what they have
 * @param costs of the tasks, in any unit: the dearest begin first, so that none is left over at the end
 */
export async function runTrials(
  tasks: readonly TrialTask[],
  costs: readonly number[],
  { workers, replicas = 1, signal, onProgress, onRecord }: PoolOptions,
): Promise<TrialRecord[]> {
  const records = tasks.map(notBegun);
  if (tasks.length === 0) return records;
  const costOf = (pack: readonly number[]): number => pack.reduce((sum, index) => sum + costs[index]!, 0);
  const queue = packs(tasks, replicas).sort((a, b) => costOf(b) - costOf(a) || a[0]! - b[0]!);
  const threads = Math.min(workers, queue.length);
  if (tasks.some(({ engine }) => engine === "tf")) setLibraryEnvironment();
  const pool = new Piscina<WorkerJob, WorkerAnswer>({
    filename: new URL("./worker.js", import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
    // Threads must hear that they are to stop while they wait as well.
    atomics: "disabled",
  });
  const failing = new AbortController();
  const stopped = signal === undefined ? failing.signal : AbortSignal.any([signal, failing.signal]);
  const lane = async (): Promise<void> => {
    while (queue.length > 0 && !stopped.aborted) {
      const pack = queue.shift()!;
      const own = pack.map((index) => tasks[index]!);
      let made: readonly TrialRecord[];
      try {
        made = await runInPool(pool, own, stopped, ({ index, progress }) =>
          onProgress?.(pack[index]!, progress),
        );
      } catch (error) {
        failing.abort();
        throw error;
      }
      pack.forEach((index, k) => {
        records[index] = made[k]!;
        onRecord?.(index, made[k]!);
      });
    }
  };
  try {
    // All lanes end before the first failure is told.
    const lanes = await Promise.allSettled(Array.from({ length: threads }, lane));
    const failed = lanes.find((ended) => ended.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  } finally {
    await pool.destroy();
  }
  return records;
}

async function runInPool(
  pool: Piscina<WorkerJob, WorkerAnswer>,
  tasks: readonly TrialTask[],
  signal: AbortSignal,
  onProgress: (progress: WorkerProgress) => void,
): Promise<readonly TrialRecord[]> {
  const { port1, port2 } = new MessageChannel();
  const stop = (): void => port1.postMessage("stop");
  port1.on("message", onProgress);
  signal.addEventListener("abort", stop);
  try {
    const answer = await pool.run({ tasks, port: port2 }, { transferList: [port2] });
    if ("storageError" in answer) throw new StorageError(answer.storageError);
    return answer.records;
  } catch (error) {
    if (error instanceof StorageError) throw error;
    // The thread itself died: out of memory, or the environment ended the process.
    if (tasks.length > 1) {
      // One of them brought it down: by itself it will again, and the others go on from where they were saved.
      const records: TrialRecord[] = [];
      for (const [index, task] of tasks.entries()) {
        const tell = ({ progress }: WorkerProgress): void => onProgress({ index, progress });
        const done = finishedTrial(task);
        const isStopped = done === undefined && signal.aborted;
        records.push(
          done ?? (isStopped ? notBegun(task) : (await runInPool(pool, [task], signal, tell))[0]!),
        );
      }
      return records;
    }
    const task = tasks[0]!;
    const status = { status: "failed", error: `its worker ended: ${sentence(error)}` } as const;
    const { seconds, stepsPerSecond, ...nothing } = notBegun(task);
    writeJson(join(task.folder, "status.json"), { ...nothing, ...status });
    return [{ ...nothing, ...status, seconds, stepsPerSecond }];
  } finally {
    signal.removeEventListener("abort", stop);
    port1.close();
  }
}

function notBegun({ env, rule, seed }: TrialTask): TrialRecord {
  const nothing = { episodes: 0, steps: 0, averageReturn: null, finalReturn: null };
  return { env, rule, seed, status: "interrupted", ...nothing, seconds: 0, stepsPerSecond: 0 };
}
