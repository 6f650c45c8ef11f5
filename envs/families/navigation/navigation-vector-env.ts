import { type EnvSpec, NativeVectorEnv } from "gymnasium-js";
import {
  distance,
  GOAL_RADIUS,
  goalOf,
  HORIZONTAL,
  INITIAL,
  moved,
  type NavigationTask,
  navigationActionSpace,
  navigationObservationSpace,
  VERTICAL,
} from "./navigation-task.js";

/** Sub-environment i plays `tasks[i]` and equals the single environment of that task. */
export class NavigationVectorEnv extends NativeVectorEnv {
  readonly #shown: boolean;
  readonly #dense: boolean;
  readonly #discrete: boolean;

  /** @param tasks alike in `goal`, `reward` and `actions`. */
  constructor(tasks: readonly NavigationTask[], maxEpisodeSteps: number | undefined, spec: EnvSpec) {
    const first = tasks[0]!;
    const n = tasks.length;
    super({
      spec,
      numEnvs: n,
      maxEpisodeSteps,
      observationSpace: navigationObservationSpace(first),
      actionSpace: navigationActionSpace(first),
      // The point, then the goal: a saved state brings its tasks along.
      stateSize: 4,
    });
    this.#shown = first.goal === "shown";
    this.#dense = first.reward === "dense";
    this.#discrete = first.actions === "discrete";
    for (const [i, task] of tasks.entries()) {
      for (const [k, value] of goalOf(task).entries()) this.states[(2 + k) * n + i] = value;
    }
  }

  protected begin(i: number): void {
    const n = this.numEnvs;
    const generator = this.generators[i]!;
    this.states[i] = generator.uniform(-INITIAL, INITIAL);
    this.states[n + i] = generator.uniform(-INITIAL, INITIAL);
    this.#observe(i);
  }

  #observe(i: number): void {
    const n = this.numEnvs;
    const numbers = this.#shown ? 4 : 2;
    for (let k = 0; k < numbers; k++) this.observations[numbers * i + k] = this.states[k * n + i]!;
  }

  protected advance(): void {
    const n = this.numEnvs;
    const { states, rewards, terminated, truncated, actions, boxActions, elapsed, limit } = this;
    const discrete = this.#discrete;
    const dense = this.#dense;
    for (let i = 0; i < n; i++) {
      const x = moved(states[i]!, discrete ? HORIZONTAL[actions[i]!]! : boxActions[2 * i]!);
      const y = moved(states[n + i]!, discrete ? VERTICAL[actions[i]!]! : boxActions[2 * i + 1]!);
      states[i] = x;
      states[n + i] = y;
      this.#observe(i);
      const away = distance(x, y, states[2 * n + i]!, states[3 * n + i]!);
      const arrived = away <= GOAL_RADIUS;
      const steps = elapsed[i]! + 1;
      elapsed[i] = steps;
      const timeout = steps >= limit;
      rewards[i] = dense ? -away : arrived ? 1 : 0;
      terminated[i] = arrived ? 1 : 0;
      truncated[i] = timeout ? 1 : 0;
      if (arrived || timeout) this.end(i);
    }
  }
}
