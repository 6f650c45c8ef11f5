import type { ProgressMeter } from "./progress-meter.js";
import type { TrialRecord, TrialTask } from "./trial.js";

/** What the trials of a run share. */
export interface Running {
  readonly workers: number;
  /** Trials of an arm that are trained as one, where they can be. */
  readonly replicas: number;
  readonly signal?: AbortSignal;
  readonly meter: ProgressMeter;
}

/** A trial of a run. */
export interface RunTask {
  readonly task: TrialTask;
  /** Its place in the meter. */
  readonly index: number;
  /** A guess at its work. */
  readonly cost: number;
  /** What came of it before; undefined where it is to be run. */
  readonly finished: TrialRecord | undefined;
}

/** Runs the trials that are not done yet. The records are in the order of the tasks. @throws {StorageError} */
export async function runTasks(
  tasks: readonly RunTask[],
  { workers, replicas, signal, meter }: Running,
): Promise<TrialRecord[]> {
  const open = tasks.filter(({ finished }) => finished === undefined);
  const made = new Map<RunTask, TrialRecord>();
  if (open.length > 0) {
    const { runTrials } = await import("./pool.js");
    const records = await runTrials(
      open.map(({ task }) => task),
      open.map(({ cost }) => cost),
      {
        ...{ workers, replicas, signal },
        onProgress: (k, progress) => meter.update(open[k]!.index, progress),
        onRecord: (k, { steps }) => meter.finish(open[k]!.index, steps),
      },
    );
    for (const [k, task] of open.entries()) made.set(task, records[k]!);
  }
  return tasks.map((task) => task.finished ?? made.get(task)!);
}
