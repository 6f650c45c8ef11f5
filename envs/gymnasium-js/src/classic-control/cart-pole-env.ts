import { booleanKwarg, checkKwargs, resetBounds } from "../native/arguments.js";
import { NativeEnv } from "../native/native-env.js";
import { cosine, sine } from "../native/small-angle.js";
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
import { cartPoleDrawing } from "./cart-pole-drawing.js";

/**
 * CartPole-v1 (gymnasium/envs/classic_control/cartpole.py): a pole on a cart, pushed to the left (0)
 * or right (1). Observation [x m, ẋ m/s, θ rad, θ̇ rad/s], float32; the state is float64. Reward 1 a
 * step, 0 beyond the end; terminated when |x| > 2.4 or |θ| > 12°. Reset options `low` and `high`
 * bound the first state, ±0.05 unless given.
 */
export class CartPoleEnv extends NativeEnv {
  readonly #suttonBarto: boolean;

  /**
   * @param kwargs `sutton_barto_reward`: 0 a step and −1 from the failure on.
   * @throws InvalidArgumentError
   */
  constructor(kwargs: Readonly<Record<string, unknown>> = {}) {
    super({
      name: "CartPole",
      observationSpace: cartPoleObservationSpace(),
      actionSpace: cartPoleActionSpace(),
      stateSize: 4,
      drawing: cartPoleDrawing(),
      renderMode: kwargs.renderMode,
    });
    checkKwargs(kwargs, ["sutton_barto_reward"]);
    this.#suttonBarto = booleanKwarg(kwargs, "sutton_barto_reward", false);
  }

  protected begin(options: Readonly<Record<string, unknown>> | undefined): void {
    const [low, high] = resetBounds(options, -INITIAL, INITIAL);
    for (let k = 0; k < 4; k++) this.variables[k] = this.generator.uniform(low, high);
  }

  protected observe(): Float32Array {
    return Float32Array.from(this.variables);
  }

  protected advance(action: number): { reward: number; terminated: boolean } {
    const state = this.variables;
    const [x, xDot, theta, thetaDot] = [state[0]!, state[1]!, state[2]!, state[3]!];
    const cos = cosine(theta);
    const sin = sine(theta);
    const force = action === 1 ? FORCE : -FORCE;
    // The order of every operation is Gymnasium's: the last bits depend on it.
    const push = (force + POLE_MASS_LENGTH * (thetaDot * thetaDot) * sin) / TOTAL_MASS;
    const thetaAcceleration =
      (GRAVITY * sin - cos * push) / (LENGTH * (4 / 3 - (POLE_MASS * (cos * cos)) / TOTAL_MASS));
    const acceleration = push - (POLE_MASS_LENGTH * thetaAcceleration * cos) / TOTAL_MASS;
    const nextX = x + TAU * xDot;
    const nextTheta = theta + TAU * thetaDot;
    state[0] = nextX;
    state[1] = xDot + TAU * acceleration;
    state[2] = nextTheta;
    state[3] = thetaDot + TAU * thetaAcceleration;
    const terminated =
      nextX < -X_LIMIT || nextX > X_LIMIT || nextTheta < -THETA_LIMIT || nextTheta > THETA_LIMIT;
    return { reward: this.#reward(terminated), terminated };
  }

  #reward(terminated: boolean): number {
    if (!terminated) return this.#suttonBarto ? 0 : 1;
    const beyond = this.mark[0] === 1;
    this.mark[0] = 1;
    if (this.#suttonBarto) return -1;
    return beyond ? 0 : 1;
  }
}
