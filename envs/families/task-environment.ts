import { type Env, type EnvSpec, InvalidArgumentError, PCG64, type VectorEnv } from "gymnasium-js";
import { drawFrom } from "./ranges.js";
import { SPLITS, type Split, type SplitRanges, type TaskParameters } from "./task-family.js";

/** One parameter of an environment's tasks. */
export interface Parameter {
  readonly default: number | boolean | string;
  /** Completes "use …" in the error about a value that is not allowed. */
  readonly allowed: string;
  readonly accepts: (value: unknown) => boolean;
}

/** An environment whose keyword arguments are the parameters of its tasks. */
export interface TaskEnvironment<Task extends TaskParameters> {
  readonly id: string;
  readonly description: string;
  readonly maxEpisodeSteps?: number;
  readonly parameters: { readonly [K in keyof Task]: Parameter };
  readonly splits: Readonly<Record<Split, SplitRanges>>;
  /** Refuses a task whose parameters do not go together, as making it does. @throws InvalidArgumentError */
  readonly check?: (task: Task) => void;
  /** @param renderMode the keyword argument of that name, as it was given */
  readonly single: (task: Task, renderMode: unknown) => Env;
  /** Called with at least one checked task. */
  readonly vector: (tasks: readonly Task[], maxEpisodeSteps: number | undefined, spec: EnvSpec) => VectorEnv;
}

/**
 * A task from some of its parameters; the others take their defaults.
 *
 * @param of begins the name of the field in errors.
 * @throws InvalidArgumentError for an unknown parameter or a value that is not allowed.
 */
export function completeTask<Task extends TaskParameters>(
  environment: TaskEnvironment<Task>,
  given: Readonly<Record<string, unknown>>,
  of = "",
): Task {
  const known: Readonly<Record<string, Parameter>> = environment.parameters;
  for (const key of Object.keys(given)) {
    if (!Object.hasOwn(known, key)) {
      throw new InvalidArgumentError(
        `${of}keyword argument`,
        key,
        `one of ${Object.keys(known).join(", ")}, split, taskSeed, renderMode`,
      );
    }
  }
  const entries = Object.entries(known).map(([key, parameter]) => {
    const value = given[key] ?? parameter.default;
    if (!parameter.accepts(value)) throw new InvalidArgumentError(`${of}${key}`, value, parameter.allowed);
    return [key, value];
  });
  return Object.fromEntries(entries) as Task;
}

/**
 * Draws tasks: each split has a stream of its own for every seed.
 *
 * @param fixed parameters that no split draws.
 * @throws InvalidArgumentError
 */
export function sampleTasks<Task extends TaskParameters>(
  environment: TaskEnvironment<Task>,
  fixed: Readonly<Record<string, unknown>>,
  split: Split,
  seed: bigint | number,
  count: number,
): readonly Task[] {
  const index = SPLITS.indexOf(split);
  if (index < 0) throw new InvalidArgumentError("split", split, `one of ${SPLITS.join(", ")}`);
  const integer = typeof seed === "bigint" || Number.isSafeInteger(seed);
  if (!integer || seed < 0 || seed >= 2n ** 64n) {
    throw new InvalidArgumentError(
      "task seed",
      seed,
      "an integer from 0 to 2^53 − 1, or a bigint below 2^64",
    );
  }
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new InvalidArgumentError("count", count, "an integer ≥ 0");
  }
  // The split above the seed's 64 bits: no seed of one split is a seed of another.
  const generator = new PCG64((BigInt(index + 1) << 64n) | BigInt(seed));
  const ranges = Object.entries(environment.splits[split]);
  return Array.from({ length: count }, () => {
    const drawn = Object.fromEntries(ranges.map(([key, range]) => [key, drawFrom(range, generator)]));
    return completeTask(environment, { ...fixed, ...drawn });
  });
}

/** The task that keyword arguments name: by `split` and `taskSeed`, or by its parameters. */
function taskOf<Task extends TaskParameters>(
  environment: TaskEnvironment<Task>,
  kwargs: Readonly<Record<string, unknown>>,
): Task {
  const { split, taskSeed, ...given } = kwargs;
  if (split === undefined && taskSeed === undefined) return completeTask(environment, given);
  if (split === undefined) throw new InvalidArgumentError("split", split, `one of ${SPLITS.join(", ")}`);
  for (const key of Object.keys(environment.splits.training)) {
    if (given[key] !== undefined) {
      throw new InvalidArgumentError(key, given[key], `either ${key} or split and taskSeed, which draw it`);
    }
  }
  return sampleTasks(environment, given, split as Split, (taskSeed ?? 0) as number, 1)[0]!;
}

/**
 * The registry's entry. Keyword arguments are the task's parameters, or `split` and `taskSeed` (0
 * unless given) with those that no split draws. The vector form takes `tasks` instead, one for each
 * sub-environment; otherwise all play one task.
 */
export function taskEnvironmentSpec<Task extends TaskParameters>(
  environment: TaskEnvironment<Task>,
): EnvSpec {
  const tasksOf = (kwargs: Readonly<Record<string, unknown>>, numEnvs: number): readonly Task[] => {
    const { tasks, renderMode: _, ...rest } = kwargs;
    if (tasks === undefined) {
      return new Array<Task>(numEnvs).fill(taskOf(environment, rest));
    }
    if (!Array.isArray(tasks) || tasks.length !== numEnvs) {
      const given = Array.isArray(tasks) ? `a list of ${tasks.length}` : tasks;
      throw new InvalidArgumentError("tasks", given, `a list of ${numEnvs}, one for each sub-environment`);
    }
    return tasks.map((task, i) => completeTask(environment, { ...rest, ...task }, `tasks[${i}] `));
  };
  return {
    id: environment.id,
    description: environment.description,
    ...(environment.maxEpisodeSteps === undefined ? {} : { maxEpisodeSteps: environment.maxEpisodeSteps }),
    entryPoint: ({ renderMode, ...kwargs }) => environment.single(taskOf(environment, kwargs), renderMode),
    vectorEntryPoint: (numEnvs, kwargs, limit, spec) => {
      if (!Number.isSafeInteger(numEnvs) || numEnvs < 1) {
        throw new InvalidArgumentError("numEnvs", numEnvs, "an integer ≥ 1");
      }
      return environment.vector(tasksOf(kwargs, numEnvs), limit, spec);
    },
  };
}

/**
 * Sub-environments have one pair of spaces, so some parameters must agree.
 *
 * @throws InvalidArgumentError, naming the first task that differs.
 */
export function sameAcross<Task extends TaskParameters>(
  tasks: readonly Task[],
  keys: readonly (keyof Task & string)[],
): void {
  for (const [i, task] of tasks.entries()) {
    for (const key of keys) {
      const first = tasks[0]![key];
      if (task[key] !== first) {
        throw new InvalidArgumentError(`tasks[${i}] ${key}`, task[key], `${first}, as in the first task`);
      }
    }
  }
}
