import { checkKwargs, numberKwarg } from "../native/arguments.js";
import { NativeVectorEnv } from "../native/native-vector-env.js";
import type { EnvSpec } from "../registry.js";
import {
  GRAVITY,
  MAX_SPEED,
  MAX_TORQUE,
  normalizedAngle,
  pendulumActionSpace,
  pendulumObservationSpace,
  TAU,
  torqueCost,
} from "./pendulum-constants.js";
import { pendulumBounds } from "./pendulum-env.js";

/**
 * Pendulum-v1, many at once (gymnasium/envs/classic_control/pendulum.py). The third number of a state is
 * sin θ in float64, which the observation shows and the next step needs.
 */
export class PendulumVectorEnv extends NativeVectorEnv {
  readonly #gravity: number;

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
      observationSpace: pendulumObservationSpace(),
      actionSpace: pendulumActionSpace(),
      stateSize: 3,
    });
    checkKwargs(kwargs, ["g"]);
    this.#gravity = numberKwarg(kwargs, "g", GRAVITY);
  }

  protected begin(i: number, options: Readonly<Record<string, unknown>> | undefined): void {
    const [angleBound, speedBound] = pendulumBounds(options);
    const generator = this.generators[i]!;
    const angle = generator.uniform(-angleBound, angleBound);
    const speed = generator.uniform(-speedBound, speedBound);
    this.states[i] = angle;
    this.states[this.numEnvs + i] = speed;
    const sine = Math.sin(angle);
    this.states[2 * this.numEnvs + i] = sine;
    this.observations[3 * i] = Math.cos(angle);
    this.observations[3 * i + 1] = sine;
    this.observations[3 * i + 2] = speed;
  }

  protected advance(): void {
    const n = this.numEnvs;
    const { states, observations, rewards, truncated, boxActions, elapsed, limit } = this;
    const weight = (3 * this.#gravity) / 2;
    for (let i = 0; i < n; i++) {
      const angle = states[i]!;
      const speed = states[n + i]!;
      const torque = Math.min(Math.max(boxActions[i]!, -MAX_TORQUE), MAX_TORQUE);
      const error = normalizedAngle(angle);
      rewards[i] = -(error * error + 0.1 * (speed * speed) + torqueCost(torque));
      const acceleration = weight * states[2 * n + i]! + Math.fround(3 * torque);
      const next = Math.min(Math.max(speed + acceleration * TAU, -MAX_SPEED), MAX_SPEED);
      const nextAngle = angle + next * TAU;
      states[i] = nextAngle;
      states[n + i] = next;
      const sine = Math.sin(nextAngle);
      states[2 * n + i] = sine;
      observations[3 * i] = Math.cos(nextAngle);
      observations[3 * i + 1] = sine;
      observations[3 * i + 2] = next;
      const steps = elapsed[i]! + 1;
      elapsed[i] = steps;
      truncated[i] = steps >= limit ? 1 : 0;
      if (steps >= limit) this.end(i);
    }
  }
}
