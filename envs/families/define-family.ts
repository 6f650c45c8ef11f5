import { InvalidArgumentError, makeVec } from "gymnasium-js";
import { isWithin } from "./ranges.js";
import { completeTask, sampleTasks, type TaskEnvironment } from "./task-environment.js";
import type { TaskFamily, TaskParameters } from "./task-family.js";

/**
 * A family of the tasks of a registered environment.
 *
 * @param fixed parameters that no split draws, where they are not the defaults.
 */
export function defineFamily<Task extends TaskParameters>(
  environment: TaskEnvironment<Task>,
  { id, description, fixed = {} }: { id: string; description: string; fixed?: Partial<Task> },
): TaskFamily<Task> {
  const base: TaskParameters = completeTask(environment, fixed);
  return {
    id,
    description,
    environmentId: environment.id,
    splits: environment.splits,
    sample: (split, seed, count) => sampleTasks(environment, fixed, split, seed, count),
    contains: (split, task) => {
      const ranges = environment.splits[split];
      const keys = Object.keys(base);
      return (
        Object.keys(task).every((key) => keys.includes(key)) &&
        keys.every((key) => {
          const range = ranges[key];
          return range === undefined ? task[key] === base[key] : isWithin(range, task[key]);
        })
      );
    },
    ...(environment.check && { check: (task) => environment.check?.(completeTask(environment, task)) }),
    makeVec: (tasks, options = {}) => {
      if (tasks.length === 0) throw new InvalidArgumentError("tasks", "an empty list", "at least one task");
      return makeVec(environment.id, { ...options, numEnvs: tasks.length, tasks });
    },
  };
}
