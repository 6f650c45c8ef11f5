import { nearest } from "gymnasium-js";
import { type Split, type TaskFamily, type TaskParameters, taskFamilies } from "../../envs/families/index.js";
import { didYouMean, UsageError } from "../errors/usage-error.js";
import type { EnvironmentSource } from "./environments.js";

/** A task of a family, or a split of one of which no task is chosen yet. Plain JSON. */
export interface FamilyTask {
  readonly id: string;
  readonly split: Split;
  /** Chooses the task; a trial's is its own seed. Left out in plans. */
  readonly taskSeed?: number;
}

/** The source of a trial: of a family the task that belongs to its seed. */
export function trialSource(source: EnvironmentSource, seed: number): EnvironmentSource {
  return source.family === undefined ? source : { ...source, family: { ...source.family, taskSeed: seed } };
}

/** Of trials, without making their tasks. @throws {UsageError | GymnasiumError} for a task that cannot be made */
export function checkTasks(sources: readonly EnvironmentSource[]): void {
  for (const source of sources) {
    if (source.family !== undefined) familyOf(source).check?.(taskArguments(source) as TaskParameters);
  }
}

/** The source of a search's trial: of a family always a training task, whatever split the source is of. */
export function searchSource(source: EnvironmentSource, seed: number): EnvironmentSource {
  const { family } = source;
  return trialSource(
    family === undefined ? source : { ...source, family: { ...family, split: "training" } },
    seed,
  );
}

/**
 * The registered family that a source is of, once its module is loaded.
 *
 * @throws {UsageError} when there is none
 */
export function familyOf({ id, module, family }: EnvironmentSource): TaskFamily {
  return knownFamily(
    family!.id,
    module === undefined ? undefined : `family is "${id}": ${module} registers no ${family!.id}`,
  );
}

/**
 * The keyword arguments of the family's environment: the task that is chosen, and what the experiment adds.
 *
 * @throws {UsageError} where it adds what the split draws, or what no task has
 */
export function taskArguments(source: EnvironmentSource): Readonly<Record<string, unknown>> {
  const { id, split, taskSeed } = source.family!;
  if (taskSeed === undefined) throw new Error(`No task of ${id} was chosen.`);
  const family = familyOf(source);
  const [task] = family.sample(split, taskSeed, 1);
  const drawn = Object.keys(family.splits[split]);
  const free = Object.keys(task!).filter((key) => !drawn.includes(key));
  for (const key of Object.keys(source.kwargs)) {
    if (free.includes(key)) continue;
    const allowed = free.length === 0 ? "none: every parameter is drawn" : `one of ${free.join(", ")}`;
    const why = drawn.includes(key) ? `is drawn for each task` : "is no parameter of its tasks";
    throw new UsageError(
      `kwargs of the family ${id} has "${key}", which ${why}: allowed is ${allowed}${didYouMean(nearest(key, free))}`,
    );
  }
  return { ...task, ...source.kwargs };
}

/**
 * A registered family.
 *
 * @param otherwise begins the sentence of the error
 * @throws {UsageError} with the nearest id
 */
export function knownFamily(id: string, otherwise = `family is "${id}"`): TaskFamily {
  const families = taskFamilies();
  const found = families.find((family) => family.id === id);
  if (found !== undefined) return found;
  const ids = families.map((family) => family.id);
  throw new UsageError(`${otherwise}: allowed is one of ${ids.join(", ")}${didYouMean(nearest(id, ids))}`);
}
