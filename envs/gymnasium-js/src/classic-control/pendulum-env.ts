import { InvalidArgumentError } from "../errors.js";
import { checkKwargs, numberKwarg } from "../native/arguments.js";
import { NativeEnv, type NativeStep } from "../native/native-env.js";
import {
  GRAVITY,
  INITIAL_ANGLE,
  INITIAL_SPEED,
  MAX_SPEED,
  MAX_TORQUE,
  normalizedAngle,
  pendulumActionSpace,
  pendulumObservationSpace,
  TAU,
  torqueCost,
} from "./pendulum-constants.js";
import { pendulumDrawing } from "./pendulum-drawing.js";

/**
 * Pendulum-v1 (gymnasium/envs/classic_control/pendulum.py): swing a pendulum up and hold it. Action: a
 * torque within ±2 N m, clipped. Observation [cos θ, sin θ, θ̇ within ±8 rad/s], float32, θ = 0 upright;
 * the state [θ, θ̇] is float64. Reward −(θ² + 0.1 θ̇² + 0.001 u²) with θ within ±π, from −16.3 to 0. It never
 * terminates. Reset options `x_init` and `y_init` bound the first angle and velocity.
 */
export class PendulumEnv extends NativeEnv<Float32Array, Float32Array> {
  readonly #gravity: number;

  /**
   * @param kwargs `g`: gravity in m/s², 10 unless given.
   * @throws InvalidArgumentError
   */
  constructor(kwargs: Readonly<Record<string, unknown>> = {}) {
    super({
      name: "Pendulum",
      observationSpace: pendulumObservationSpace(),
      actionSpace: pendulumActionSpace(),
      stateSize: 2,
      drawing: pendulumDrawing,
      renderMode: kwargs.renderMode,
    });
    checkKwargs(kwargs, ["g"]);
    this.#gravity = numberKwarg(kwargs, "g", GRAVITY);
  }

  protected begin(options: Readonly<Record<string, unknown>> | undefined): void {
    const [angle, speed] = pendulumBounds(options);
    this.variables[0] = this.generator.uniform(-angle, angle);
    this.variables[1] = this.generator.uniform(-speed, speed);
  }

  protected observe(): Float32Array {
    const [angle, speed] = [this.variables[0]!, this.variables[1]!];
    return Float32Array.of(Math.cos(angle), Math.sin(angle), speed);
  }

  protected advance(action: Float32Array): NativeStep {
    const [angle, speed] = [this.variables[0]!, this.variables[1]!];
    const torque = Math.min(Math.max(action[0]!, -MAX_TORQUE), MAX_TORQUE);
    const error = normalizedAngle(angle);
    const cost = error * error + 0.1 * (speed * speed) + torqueCost(torque);
    const acceleration = ((3 * this.#gravity) / 2) * Math.sin(angle) + Math.fround(3 * torque);
    const next = Math.min(Math.max(speed + acceleration * TAU, -MAX_SPEED), MAX_SPEED);
    this.variables[0] = angle + next * TAU;
    this.variables[1] = next;
    return { reward: -cost, terminated: false };
  }
}

/**
 * How far from 0 the first angle and velocity may be.
 *
 * @throws InvalidArgumentError unless both are finite and ≥ 0.
 */
export function pendulumBounds(
  options: Readonly<Record<string, unknown>> | undefined,
): readonly [angle: number, speed: number] {
  if (options === undefined) return [INITIAL_ANGLE, INITIAL_SPEED];
  return [bound(options, "x_init", INITIAL_ANGLE), bound(options, "y_init", INITIAL_SPEED)];
}

function bound(options: Readonly<Record<string, unknown>>, key: string, otherwise: number): number {
  const value = numberKwarg(options, key, otherwise);
  if (!(value >= 0 && value < Infinity)) {
    throw new InvalidArgumentError(`reset option ${key}`, value, "a finite number ≥ 0");
  }
  return value;
}
