import { NativeEnv, type NumericArray } from "gymnasium-js";
import { navigationDrawing } from "./navigation-drawing.js";
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

/**
 * A point in the plane that is to reach a goal, from near the middle. The action is its velocity, so
 * its position is all of its state and all that it observes of itself. Terminated within 0.1 of the
 * goal. Speeds beyond ±1 are clipped; walls at ±1.5 stop the point.
 */
export class NavigationEnv extends NativeEnv<Float32Array, number | NumericArray> {
  readonly #task: NavigationTask;
  readonly #goal: readonly [x: number, y: number];

  /** @throws InvalidArgumentError for an unknown render mode */
  constructor(task: NavigationTask, renderMode?: unknown) {
    super({
      name: `Navigation2D ${JSON.stringify(task)}`,
      observationSpace: navigationObservationSpace(task),
      actionSpace: navigationActionSpace(task),
      stateSize: 2,
      drawing: navigationDrawing(task),
      renderMode,
    });
    this.#task = task;
    this.#goal = goalOf(task);
  }

  protected begin(): void {
    for (let k = 0; k < 2; k++) this.variables[k] = this.generator.uniform(-INITIAL, INITIAL);
  }

  protected observe(): Float32Array {
    const [x, y] = [this.variables[0]!, this.variables[1]!];
    return this.#task.goal === "shown" ? Float32Array.of(x, y, ...this.#goal) : Float32Array.of(x, y);
  }

  protected advance(action: number | NumericArray): { reward: number; terminated: boolean } {
    const discrete = typeof action === "number";
    const x = moved(this.variables[0]!, discrete ? HORIZONTAL[action]! : action[0]!);
    const y = moved(this.variables[1]!, discrete ? VERTICAL[action]! : action[1]!);
    this.variables[0] = x;
    this.variables[1] = y;
    const away = distance(x, y, ...this.#goal);
    const terminated = away <= GOAL_RADIUS;
    const reward = this.#task.reward === "dense" ? -away : terminated ? 1 : 0;
    return { reward, terminated };
  }
}
