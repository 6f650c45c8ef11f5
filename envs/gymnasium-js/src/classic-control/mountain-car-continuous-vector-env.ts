import { checkKwargs, numberKwarg, resetBounds } from "../native/arguments.js";
import { NativeVectorEnv } from "../native/native-vector-env.js";
import type { EnvSpec } from "../registry.js";
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

/** MountainCarContinuous-v0, many at once (gymnasium/envs/classic_control/continuous_mountain_car.py). */
export class MountainCarContinuousVectorEnv extends NativeVectorEnv {
  readonly #goalVelocity: number;
  /** What gravity takes from each car's velocity in the step in progress. */
  readonly #slopes: Float64Array;

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
      actionSpace: mountainCarContinuousActionSpace(),
      // The position in float64, of which the first step needs more than the observation has.
      stateSize: 1,
    });
    checkKwargs(kwargs, ["goal_velocity"]);
    this.#goalVelocity = numberKwarg(kwargs, "goal_velocity", 0);
    this.#slopes = new Float64Array(numEnvs);
  }

  protected begin(i: number, options: Readonly<Record<string, unknown>> | undefined): void {
    const [low, high] = resetBounds(options, INITIAL_LOW, INITIAL_HIGH);
    const position = this.generators[i]!.uniform(low, high);
    this.states[i] = position;
    this.observations[2 * i] = position;
    this.observations[2 * i + 1] = 0;
  }

  protected advance(): void {
    const n = this.numEnvs;
    const { states, observations, rewards, terminated, truncated, boxActions, elapsed, limit } = this;
    const goalVelocity = this.#goalVelocity;
    const slopes = this.#slopes;
    // In a loop of its own: a step is one long chain of numbers that depend on each other, and the
    // processor works on more of them at once when they are shorter.
    for (let i = 0; i < n; i++) slopes[i] = slopeAt(observations[2 * i]!);
    for (let i = 0; i < n; i++) {
      const force = boxActions[i]!;
      const done = elapsed[i]!;
      let position: number;
      let velocity: number;
      if (done === 0) {
        velocity = firstVelocity(states[i]!, 0, force);
        position = firstPosition(states[i]!, velocity);
        velocity = stops(position, velocity) ? 0 : Math.fround(velocity);
        position = Math.fround(position);
      } else {
        // From here on the observation is the state.
        velocity = nextVelocity(slopes[i]!, observations[2 * i + 1]!, force);
        position = nextPosition(observations[2 * i]!, velocity);
        if (position <= WALL) {
          position = WALL;
          if (velocity < 0) velocity = 0;
        }
      }
      observations[2 * i] = position;
      observations[2 * i + 1] = velocity;
      const arrived = position >= GOAL_POSITION && velocity >= goalVelocity;
      const steps = done + 1;
      elapsed[i] = steps;
      const timeout = steps >= limit;
      rewards[i] = rewardOf(arrived, force);
      terminated[i] = arrived ? 1 : 0;
      truncated[i] = timeout ? 1 : 0;
      if (arrived || timeout) this.end(i);
    }
  }
}
