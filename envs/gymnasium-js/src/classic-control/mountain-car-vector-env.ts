import { checkKwargs, numberKwarg, resetBounds } from "../native/arguments.js";
import { NativeVectorEnv } from "../native/native-vector-env.js";
import type { EnvSpec } from "../registry.js";
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

/** MountainCar-v0, many at once (gymnasium/envs/classic_control/mountain_car.py). */
export class MountainCarVectorEnv extends NativeVectorEnv {
  readonly #goalVelocity: number;

  /** @throws InvalidArgumentError */
  constructor(
    numEnvs: number,
    kwargs: Readonly<Record<string, unknown>>,
    maxEpisodeSteps: number | undefined,
    spec: EnvSpec,
  ) {
    super({
      spec,
      numEnvs,
      maxEpisodeSteps,
      observationSpace: mountainCarObservationSpace(),
      actionSpace: mountainCarActionSpace(),
      stateSize: 2,
    });
    checkKwargs(kwargs, ["goal_velocity"]);
    this.#goalVelocity = numberKwarg(kwargs, "goal_velocity", 0);
  }

  protected begin(i: number, options: Readonly<Record<string, unknown>> | undefined): void {
    const [low, high] = resetBounds(options, INITIAL_LOW, INITIAL_HIGH);
    const position = this.generators[i]!.uniform(low, high);
    this.states[i] = position;
    this.states[this.numEnvs + i] = 0;
    this.observations[2 * i] = position;
    this.observations[2 * i + 1] = 0;
  }

  protected advance(): void {
    const n = this.numEnvs;
    const { states, observations, rewards, terminated, truncated, actions, elapsed, limit } = this;
    const goalVelocity = this.#goalVelocity;
    for (let i = 0; i < n; i++) {
      let position = states[i]!;
      let velocity = states[n + i]! + ((actions[i]! - 1) * FORCE + Math.cos(3 * position) * -GRAVITY);
      velocity = Math.min(Math.max(velocity, -MAX_SPEED), MAX_SPEED);
      position = Math.min(Math.max(position + velocity, MIN_POSITION), MAX_POSITION);
      if (position === MIN_POSITION && velocity < 0) velocity = 0;
      states[i] = position;
      states[n + i] = velocity;
      observations[2 * i] = position;
      observations[2 * i + 1] = velocity;
      const arrived = position >= GOAL_POSITION && velocity >= goalVelocity;
      const steps = elapsed[i]! + 1;
      elapsed[i] = steps;
      const timeout = steps >= limit;
      rewards[i] = -1;
      terminated[i] = arrived ? 1 : 0;
      truncated[i] = timeout ? 1 : 0;
      if (arrived || timeout) this.end(i);
    }
  }
}
