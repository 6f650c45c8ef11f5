import { cosine, NativeEnv, resetBounds, sine } from "gymnasium-js";
import {
  type CartPoleTask,
  cartPoleConstants,
  cartPoleTaskActionSpace,
  cartPoleTaskObservationSpace,
  INITIAL,
  TAU,
  THETA_LIMIT,
  X_LIMIT,
} from "./cart-pole-task.js";
import { cartPoleTaskDrawing } from "./cart-pole-task-drawing.js";

/**
 * CartPole-v1 with the physics of a task; with the default task, its numbers bit for bit. Reward 1 a
 * step, 0 beyond the end; terminated when |x| > 2.4 or |θ| > 12°. Reset options `low` and `high`
 * bound the first state, ±0.05 unless given.
 */
export class CartPoleTaskEnv extends NativeEnv {
  readonly #constants: readonly number[];

  /** @throws InvalidArgumentError for an unknown render mode */
  constructor(task: CartPoleTask, renderMode?: unknown) {
    super({
      name: `CartPoleTask ${JSON.stringify(task)}`,
      observationSpace: cartPoleTaskObservationSpace(),
      actionSpace: cartPoleTaskActionSpace(),
      stateSize: 4,
      drawing: cartPoleTaskDrawing(task),
      renderMode,
    });
    this.#constants = cartPoleConstants(task);
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
    const [gravity, length, poleMass, total, poleMassLength, right] = this.#constants as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const [x, xDot, theta, thetaDot] = [state[0]!, state[1]!, state[2]!, state[3]!];
    const cos = cosine(theta);
    const sin = sine(theta);
    const force = action === 1 ? right : -right;
    // The order of every operation is Gymnasium's: the last bits depend on it.
    const push = (force + poleMassLength * (thetaDot * thetaDot) * sin) / total;
    const thetaAcceleration =
      (gravity * sin - cos * push) / (length * (4 / 3 - (poleMass * (cos * cos)) / total));
    const acceleration = push - (poleMassLength * thetaAcceleration * cos) / total;
    const nextX = x + TAU * xDot;
    const nextTheta = theta + TAU * thetaDot;
    state[0] = nextX;
    state[1] = xDot + TAU * acceleration;
    state[2] = nextTheta;
    state[3] = thetaDot + TAU * thetaAcceleration;
    const terminated =
      nextX < -X_LIMIT || nextX > X_LIMIT || nextTheta < -THETA_LIMIT || nextTheta > THETA_LIMIT;
    const beyond = this.mark[0] === 1;
    if (terminated) this.mark[0] = 1;
    return { reward: terminated && beyond ? 0 : 1, terminated };
  }
}
