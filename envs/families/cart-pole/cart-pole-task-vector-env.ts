import { cosine, type EnvSpec, NativeVectorEnv, resetBounds, sine } from "gymnasium-js";
import {
  type CartPoleTask,
  CONSTANTS,
  cartPoleConstants,
  cartPoleTaskActionSpace,
  cartPoleTaskObservationSpace,
  INITIAL,
  TAU,
  THETA_LIMIT,
  X_LIMIT,
} from "./cart-pole-task.js";

/** Sub-environment i plays `tasks[i]` and equals the single environment of that task. */
export class CartPoleTaskVectorEnv extends NativeVectorEnv {
  constructor(tasks: readonly CartPoleTask[], maxEpisodeSteps: number | undefined, spec: EnvSpec) {
    const n = tasks.length;
    super({
      spec,
      numEnvs: n,
      maxEpisodeSteps,
      observationSpace: cartPoleTaskObservationSpace(),
      actionSpace: cartPoleTaskActionSpace(),
      // The constants among the states: a saved state brings its tasks along.
      stateSize: 4 + CONSTANTS,
    });
    for (const [i, task] of tasks.entries()) {
      for (const [k, value] of cartPoleConstants(task).entries()) this.states[(4 + k) * n + i] = value;
    }
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
    for (let i = 0; i < n; i++) {
      const xDot = states[n + i]!;
      const theta = states[2 * n + i]!;
      const thetaDot = states[3 * n + i]!;
      const gravity = states[4 * n + i]!;
      const length = states[5 * n + i]!;
      const poleMass = states[6 * n + i]!;
      const total = states[7 * n + i]!;
      const poleMassLength = states[8 * n + i]!;
      const right = states[9 * n + i]!;
      const cos = cosine(theta);
      const sin = sine(theta);
      const force = actions[i] === 1 ? right : -right;
      const push = (force + poleMassLength * (thetaDot * thetaDot) * sin) / total;
      const thetaAcceleration =
        (gravity * sin - cos * push) / (length * (4 / 3 - (poleMass * (cos * cos)) / total));
      const acceleration = push - (poleMassLength * thetaAcceleration * cos) / total;
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
      rewards[i] = 1;
      terminated[i] = failed ? 1 : 0;
      truncated[i] = timeout ? 1 : 0;
      if (failed || timeout) this.end(i);
    }
  }
}
