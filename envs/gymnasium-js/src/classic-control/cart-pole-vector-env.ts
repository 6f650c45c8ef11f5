import { booleanKwarg, checkKwargs, resetBounds } from "../native/arguments.js";
import { NativeVectorEnv } from "../native/native-vector-env.js";
import { cosine, sine } from "../native/small-angle.js";
import type { EnvSpec } from "../registry.js";
import {
  cartPoleActionSpace,
  cartPoleObservationSpace,
  FORCE,
  GRAVITY,
  INITIAL,
  LENGTH,
  POLE_MASS,
  POLE_MASS_LENGTH,
  TAU,
  THETA_LIMIT,
  TOTAL_MASS,
  X_LIMIT,
} from "./cart-pole-constants.js";

/**
 * CartPole-v1, many at once (gymnasium/envs/classic_control/cartpole.py). Unlike Gymnasium's own
 * vector form, each sub-environment has a generator of its own and equals the single environment.
 */
export class CartPoleVectorEnv extends NativeVectorEnv {
  readonly #failureReward: number;
  readonly #stepReward: number;

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
      observationSpace: cartPoleObservationSpace(),
      actionSpace: cartPoleActionSpace(),
      stateSize: 4,
    });
    checkKwargs(kwargs, ["sutton_barto_reward"]);
    const suttonBarto = booleanKwarg(kwargs, "sutton_barto_reward", false);
    this.#stepReward = suttonBarto ? 0 : 1;
    this.#failureReward = suttonBarto ? -1 : 1;
  }

  protected begin(i: number, options: Readonly<Record<string, unknown>> | undefined): void {
    const [low, high] = options === undefined ? [-INITIAL, INITIAL] : resetBounds(options, -INITIAL, INITIAL);
    const generator = this.generators[i]!;
    for (let k = 0; k < 4; k++) {
      const value = generator.uniform(low, high);
      this.states[k * this.numEnvs + i] = value;
      this.observations[4 * i + k] = value;
    }
  }

  protected advance(): void {
    const n = this.numEnvs;
    const { states, observations, rewards, terminated, truncated, actions, elapsed, limit } = this;
    const stepReward = this.#stepReward;
    const failureReward = this.#failureReward;
    for (let i = 0; i < n; i++) {
      const xDot = states[n + i]!;
      const theta = states[2 * n + i]!;
      const thetaDot = states[3 * n + i]!;
      const cos = cosine(theta);
      const sin = sine(theta);
      const force = actions[i] === 1 ? FORCE : -FORCE;
      const push = (force + POLE_MASS_LENGTH * (thetaDot * thetaDot) * sin) / TOTAL_MASS;
      const thetaAcceleration =
        (GRAVITY * sin - cos * push) / (LENGTH * (4 / 3 - (POLE_MASS * (cos * cos)) / TOTAL_MASS));
      const acceleration = push - (POLE_MASS_LENGTH * thetaAcceleration * cos) / TOTAL_MASS;
      const nextX = states[i]! + TAU * xDot;
      const nextXDot = xDot + TAU * acceleration;
      const nextTheta = theta + TAU * thetaDot;
      const nextThetaDot = thetaDot + TAU * thetaAcceleration;
      states[i] = nextX;
      states[n + i] = nextXDot;
      states[2 * n + i] = nextTheta;
      states[3 * n + i] = nextThetaDot;
      const o = 4 * i;
      observations[o] = nextX;
      observations[o + 1] = nextXDot;
      observations[o + 2] = nextTheta;
      observations[o + 3] = nextThetaDot;
      const failed =
        nextX < -X_LIMIT || nextX > X_LIMIT || nextTheta < -THETA_LIMIT || nextTheta > THETA_LIMIT;
      const steps = elapsed[i]! + 1;
      elapsed[i] = steps;
      const timeout = steps >= limit;
      rewards[i] = failed ? failureReward : stepReward;
      terminated[i] = failed ? 1 : 0;
      truncated[i] = timeout ? 1 : 0;
      if (failed || timeout) this.end(i);
    }
  }
}
