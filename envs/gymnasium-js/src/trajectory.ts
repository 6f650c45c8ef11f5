import type { Env } from "./env.js";
import { TrajectoryError } from "./errors.js";
import { isDrawable, isInjectable } from "./injectable.js";
import { make } from "./make.js";
import { RecordedDraws } from "./random/recorded-draws.js";
import type { EnvSpec } from "./registry.js";
import { allocate } from "./spaces/dtype.js";
import { parseTrajectories, type RecordedDraw, type RecordedTrajectory } from "./trajectory-file.js";
import { unwrapped } from "./wrappers/wrapper.js";

/** How a replay compares with the record. */
export interface TrajectoryReplay {
  /** Steps replayed, over all trajectories of the file. */
  readonly steps: number;
  /** Flags that differ, and observations and rewards off by more than the tolerance. */
  readonly mismatches: number;
  /** Largest difference of an observation or a reward; Infinity when one is NaN and the other not. */
  readonly maxAbsError: number;
}

/** Values may differ by this much from a record. */
export const TRAJECTORY_TOLERANCE = 1e-6;

class Comparison {
  steps = 0;
  mismatches = 0;
  maxAbsError = 0;

  value(actual: number, expected: number): void {
    const error = Object.is(actual, expected) || actual === expected ? 0 : Math.abs(actual - expected);
    const known = Number.isNaN(error) ? Infinity : error;
    this.maxAbsError = Math.max(this.maxAbsError, known);
    if (known > TRAJECTORY_TOLERANCE) this.mismatches++;
  }

  observation(at: string, observation: unknown, recorded: number | readonly number[]): void {
    const expected = typeof recorded === "number" ? [recorded] : recorded;
    const actual = typeof observation === "number" ? [observation] : (observation as ArrayLike<number>);
    if (actual.length !== expected.length) {
      throw new TrajectoryError(
        at,
        `was recorded with ${expected.length} values, and the environment gives ${actual.length}`,
      );
    }
    for (let k = 0; k < expected.length; k++) this.value(actual[k]!, expected[k]!);
  }
}

/** The recorded action as the environment takes it: numbers, or arrays of the Box's dtype. */
function actionFor(env: Env, action: number | readonly number[]): unknown {
  const { kind, dtype } = env.actionSpace;
  if (kind !== "Box" || dtype === "object") return action;
  const values = typeof action === "number" ? [action] : action;
  const array = allocate(dtype, values.length);
  array.set(values);
  return array;
}

function replay(
  at: string,
  trajectory: RecordedTrajectory,
  subject: string | EnvSpec,
  comparison: Comparison,
): void {
  const limit = trajectory.max_episode_steps ?? -1;
  const id = typeof subject === "string" ? subject : subject.id;
  const env = make(subject, { ...trajectory.kwargs, maxEpisodeSteps: limit });
  const draws = trajectory.draws === undefined ? undefined : drawsInto(at, env, id);
  const resets = new Map(trajectory.resets.map((reset) => [reset.step, reset]));
  for (const [step, action] of trajectory.actions.entries()) {
    const reset = resets.get(step);
    if (reset !== undefined) {
      draws?.add(valuesOf(reset.draws));
      const { observation } = env.reset(
        draws === undefined && step === 0 ? { seed: trajectory.seed ?? 0 } : {},
      );
      const shown = reset.state === undefined ? observation : inject(at, env, id, step, reset.state);
      if (reset.obs !== undefined) comparison.observation(`${at}.resets`, shown, reset.obs);
    }
    const { actionSpace } = env;
    // Actions out of a Box's range are left to the environment, which may clip as Gymnasium's do.
    if (actionSpace.kind === "Discrete" && !actionSpace.contains(action)) {
      throw new TrajectoryError(`${at}.actions[${step}]`, `is ${action}, which is not in ${actionSpace}`);
    }
    draws?.add(valuesOf(trajectory.draws?.[step]));
    const result = env.step(actionFor(env, action));
    comparison.steps++;
    comparison.observation(`${at}.obs[${step}]`, result.observation, trajectory.obs[step]!);
    comparison.value(result.reward, trajectory.reward[step]!);
    if (result.terminated !== trajectory.terminated[step]) comparison.mismatches++;
    if (result.truncated !== trajectory.truncated[step]) comparison.mismatches++;
  }
  env.close?.();
}

/** Makes the environment draw what is added to the generator returned. */
function drawsInto(at: string, env: Env, id: string): RecordedDraws {
  const inner = unwrapped(env);
  if (!isDrawable(inner)) throw new TrajectoryError(at, `cannot be replayed: ${id} does not take draws`);
  const draws = new RecordedDraws();
  inner.drawFrom(draws);
  return draws;
}

const valuesOf = (draws: readonly RecordedDraw[] = []): number[] => draws.map(([, value]) => value);

/** Puts a recorded state in; returns what the environment then shows. */
function inject(at: string, env: Env, id: string, step: number, state: readonly number[]): unknown {
  const inner = unwrapped(env);
  if (!isInjectable(inner)) {
    throw new TrajectoryError(at, `cannot be replayed: ${id} does not take injected states`);
  }
  if (state.length !== inner.stateSize) {
    throw new TrajectoryError(
      `${at}.resets`,
      `has a state of ${state.length} numbers at step ${step}; ${id} has ${inner.stateSize}`,
    );
  }
  return inner.inject(state);
}

/**
 * Replays recorded trajectories: resets, injects each recorded state (or has the environment draw what was
 * recorded), takes each recorded action, and compares what follows. Each trajectory's keyword arguments and
 * time limit are honoured.
 *
 * @param file the parsed JSON file: `{ trajectories: [...] }`.
 * @param subject the environment to check, by id or entry; the recorded one unless given.
 * @throws TrajectoryError when the file does not fit; UnknownEnvironmentError.
 */
export function replayTrajectory(file: unknown, subject?: string | EnvSpec): TrajectoryReplay {
  const comparison = new Comparison();
  for (const [i, trajectory] of parseTrajectories(file).entries()) {
    replay(`trajectories[${i}]`, trajectory, subject ?? trajectory.env_id, comparison);
  }
  const { steps, mismatches, maxAbsError } = comparison;
  return { steps, mismatches, maxAbsError };
}
