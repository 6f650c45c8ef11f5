import { checkKwargs, numberKwarg, resetBounds } from "../native/arguments.js";
import { NativeEnv } from "../native/native-env.js";
import {
  FORCE,
  GOAL_POSITION,
  GRAVITY,
  INITIAL_HIGH,
  INITIAL_LOW,
  MAX_POSITION,
  MAX_SPEED,
  MIN_POSITION,
  mountainCarActionSpace,
  mountainCarObservationSpace,
} from "./mountain-car-constants.js";
import { mountainCarDrawing } from "./mountain-car-drawing.js";

/**
 * MountainCar-v0 (gymnasium/envs/classic_control/mountain_car.py): an engine too weak for the hill.
 * Observation [position −1.2…0.6, velocity ±0.07], float32; the state is float64. Reward −1 a step;
 * terminated at position ≥ 0.5 with velocity ≥ `goal_velocity`. Reset options `low` and `high`
 * bound the first position.
 */
export class MountainCarEnv extends NativeEnv {
  readonly #goalVelocity: number;

  /**
   * @param kwargs `goal_velocity`, 0 unless given.
   * @throws InvalidArgumentError
   */
  constructor(kwargs: Readonly<Record<string, unknown>> = {}) {
    super({
      name: "MountainCar",
      observationSpace: mountainCarObservationSpace(),
      actionSpace: mountainCarActionSpace(),
      stateSize: 2,
      drawing: mountainCarDrawing(GOAL_POSITION, (action: number) => action - 1),
      renderMode: kwargs.renderMode,
    });
    checkKwargs(kwargs, ["goal_velocity"]);
    this.#goalVelocity = numberKwarg(kwargs, "goal_velocity", 0);
  }

  protected begin(options: Readonly<Record<string, unknown>> | undefined): void {
    const [low, high] = resetBounds(options, INITIAL_LOW, INITIAL_HIGH);
    this.variables[0] = this.generator.uniform(low, high);
    this.variables[1] = 0;
  }

  protected observe(): Float32Array {
    return Float32Array.from(this.variables);
  }

  protected advance(action: number): { reward: number; terminated: boolean } {
    const state = this.variables;
    let position = state[0]!;
    let velocity = state[1]! + ((action - 1) * FORCE + Math.cos(3 * position) * -GRAVITY);
    velocity = Math.min(Math.max(velocity, -MAX_SPEED), MAX_SPEED);
    position = Math.min(Math.max(position + velocity, MIN_POSITION), MAX_POSITION);
    if (position === MIN_POSITION && velocity < 0) velocity = 0;
    state[0] = position;
    state[1] = velocity;
    return { reward: -1, terminated: position >= GOAL_POSITION && velocity >= this.#goalVelocity };
  }
}
