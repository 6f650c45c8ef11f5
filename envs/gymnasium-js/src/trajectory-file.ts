import { TrajectoryError } from "./errors.js";

/** A draw of the generator: its kind (only `random` can be replayed) and what it gave. */
export type RecordedDraw = readonly [kind: "random", value: number];

/** A reset before the step of index `step`. */
export interface RecordedReset {
  readonly step: number;
  /** Put into the environment after the reset. */
  readonly state?: readonly number[];
  /** What the reset draws from the generator, where there is no state. */
  readonly draws?: readonly RecordedDraw[];
  /** What the environment showed then, when it was recorded. */
  readonly obs?: number | readonly number[];
}

/** One recorded run of an environment; arrays have one entry a step. */
export interface RecordedTrajectory {
  readonly env_id: string;
  readonly name?: string;
  readonly kwargs: Readonly<Record<string, unknown>>;
  /** Null when there was no time limit. */
  readonly max_episode_steps: number | null;
  /** Of the first reset. */
  readonly seed?: number;
  /** What each step draws; without them the environment draws from the seed on. */
  readonly draws?: readonly (readonly RecordedDraw[])[];
  readonly resets: readonly RecordedReset[];
  readonly actions: readonly (number | readonly number[])[];
  readonly obs: readonly (number | readonly number[])[];
  readonly reward: readonly number[];
  readonly terminated: readonly boolean[];
  readonly truncated: readonly boolean[];
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isNumbers = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((entry) => typeof entry === "number");

function need<T>(at: string, value: unknown, what: string, is: (value: unknown) => value is T): T {
  if (value === undefined) throw new TrajectoryError(at, `is missing; it must be ${what}`);
  if (!is(value)) throw new TrajectoryError(at, `must be ${what}`);
  return value;
}

function list<T>(at: string, value: unknown, what: string, is: (value: unknown) => value is T): readonly T[] {
  const items = need(at, value, `a list of ${what}`, (v): v is readonly unknown[] => Array.isArray(v));
  return items.map((item, i) => need(`${at}[${i}]`, item, what, is));
}

const isNumber = (value: unknown): value is number => typeof value === "number";
const isBoolean = (value: unknown): value is boolean => typeof value === "boolean";
const isOneOrMore = (value: unknown): value is number | readonly number[] =>
  isNumber(value) || isNumbers(value);
const isString = (value: unknown): value is string => typeof value === "string";

const NUMBERS = "a number or a list of numbers";

const isDraws = (value: unknown): value is readonly RecordedDraw[] =>
  Array.isArray(value) &&
  value.every((draw) => Array.isArray(draw) && draw[0] === "random" && isNumber(draw[1]));
const DRAWS = '["random", number] each';

function parseReset(at: string, value: Fields): RecordedReset {
  const step = need(`${at}.step`, value.step, "a step index", isNumber);
  const { state, draws, obs } = value;
  return {
    step,
    ...(draws === undefined
      ? { state: need(`${at}.state`, state, "a list of numbers", isNumbers) }
      : { draws: need(`${at}.draws`, draws, DRAWS, isDraws) }),
    ...(obs === undefined ? {} : { obs: need(`${at}.obs`, obs, NUMBERS, isOneOrMore) }),
  };
}

function parseTrajectory(at: string, value: Fields): RecordedTrajectory {
  const limit = value.max_episode_steps ?? null;
  if (limit !== null && !isNumber(limit))
    throw new TrajectoryError(`${at}.max_episode_steps`, "must be a number or null");
  const trajectory: RecordedTrajectory = {
    env_id: need(`${at}.env_id`, value.env_id, "an environment id", isString),
    ...(isString(value.name) ? { name: value.name } : {}),
    kwargs: need(`${at}.kwargs`, value.kwargs ?? {}, "an object", isFields),
    max_episode_steps: limit,
    ...(isNumber(value.seed) ? { seed: value.seed } : {}),
    resets: list(`${at}.resets`, value.resets, "an object", isFields).map((reset, i) =>
      parseReset(`${at}.resets[${i}]`, reset),
    ),
    ...(value.draws === undefined ? {} : { draws: list(`${at}.draws`, value.draws, DRAWS, isDraws) }),
    actions: list(`${at}.actions`, value.actions, NUMBERS, isOneOrMore),
    obs: list(`${at}.obs`, value.obs, NUMBERS, isOneOrMore),
    reward: list(`${at}.reward`, value.reward, "a number", isNumber),
    terminated: list(`${at}.terminated`, value.terminated, "true or false", isBoolean),
    truncated: list(`${at}.truncated`, value.truncated, "true or false", isBoolean),
  };
  const steps = trajectory.actions.length;
  for (const field of ["draws", "obs", "reward", "terminated", "truncated"] as const) {
    const entries = trajectory[field]?.length ?? steps;
    if (entries !== steps) {
      throw new TrajectoryError(`${at}.${field}`, `has ${entries} entries for ${steps} actions`);
    }
  }
  if (steps === 0) throw new TrajectoryError(`${at}.actions`, "is empty: there is nothing to replay");
  const late = trajectory.resets.findIndex(({ step }) => step > steps);
  if (late >= 0) {
    throw new TrajectoryError(`${at}.resets[${late}].step`, `lies beyond the last of ${steps} actions`);
  }
  if (trajectory.resets[0]?.step !== 0) {
    throw new TrajectoryError(`${at}.resets`, "must begin with a reset before step 0");
  }
  return trajectory;
}

/**
 * Checks a parsed file of trajectories; fields that are not replayed are ignored.
 *
 * @throws TrajectoryError naming the first field that does not fit.
 */
export function parseTrajectories(file: unknown): readonly RecordedTrajectory[] {
  const fields = need("the file", file, "an object", isFields);
  const trajectories = list("trajectories", fields.trajectories, "an object", isFields);
  if (trajectories.length === 0) throw new TrajectoryError("trajectories", "is empty");
  return trajectories.map((trajectory, i) => parseTrajectory(`trajectories[${i}]`, trajectory));
}
