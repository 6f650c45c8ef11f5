import { checkKwargs, numberKwarg, resetBounds } from "../native/arguments.js";
import { NativeEnv, type NativeStep } from "../native/native-env.js";
import { INITIAL_HIGH, INITIAL_LOW, mountainCarObservationSpace } from "./mountain-car-constants.js";
import {
  firstPosition,
  firstVelocity,
  GOAL_POSITION,
  mountainCarContinuousActionSpace,
  nextPosition,
  nextVelocity,
  rewardOf,
  slopeAt,
  stops,
  WALL,
} from "./mountain-car-continuous-dynamics.js";
import { mountainCarDrawing } from "./mountain-car-drawing.js";

/**
 * MountainCarContinuous-v0 (gymnasium/envs/classic_control/continuous_mountain_car.py): an engine too weak
 * for the hill, to be used sparingly. Action: a force within ±1, cut off beyond. Observation [position
 * −1.2…0.6, velocity ±0.07], float32, as is the state from the first step on. Reward −0.1 action² a step and
 * 100 at the goal; terminated at position ≥ 0.45 with velocity ≥ `goal_velocity`. Reset options `low` and
 * `high` bound the first position.
 */
export class MountainCarContinuousEnv extends NativeEnv<Float32Array, Float32Array> {
  readonly #goalVelocity: number;

  /**
   * @param kwargs `goal_velocity`, 0 unless given.
   * @throws InvalidArgumentError
   */
  constructor(kwargs: Readonly<Record<string, unknown>> = {}) {
    super({
      name: "MountainCarContinuous",
      observationSpace: mountainCarObservationSpace(),
      actionSpace: mountainCarContinuousActionSpace(),
      stateSize: 2,
      drawing: mountainCarDrawing(GOAL_POSITION, (action: Float32Array) => action[0]!),
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

  protected advance(action: Float32Array): NativeStep {
    const force = action[0]!;
    const [before, speed] = [this.variables[0]!, this.variables[1]!];
    let position: number;
    let velocity: number;
    if (this.mark[0] === 0) {
      this.mark[0] = 1;
      velocity = firstVelocity(before, speed, force);
      position = firstPosition(before, velocity);
      velocity = stops(position, velocity) ? 0 : Math.fround(velocity);
      position = Math.fround(position);
    } else {
      velocity = nextVelocity(slopeAt(before), speed, force);
      position = nextPosition(before, velocity);
      if (position <= WALL) {
        position = WALL;
        if (velocity < 0) velocity = 0;
      }
    }
    this.variables[0] = position;
    this.variables[1] = velocity;
    const terminated = position >= GOAL_POSITION && velocity >= this.#goalVelocity;
    return { reward: rewardOf(terminated, force), terminated };
  }
}
