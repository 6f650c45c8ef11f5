import { Box } from "../spaces/box.js";
import { Discrete } from "../spaces/discrete.js";

/** m/s². */
export const GRAVITY = 9.8;
/** kg. */
export const POLE_MASS = 0.1;
/** Cart and pole, kg. The sum in this order, whose last bit is not that of 1.1. */
export const TOTAL_MASS = POLE_MASS + 1;
/** Half the pole's length, m. */
export const LENGTH = 0.5;
/** kg·m. */
export const POLE_MASS_LENGTH = POLE_MASS * LENGTH;
/** N, to either side. */
export const FORCE = 10;
/** Seconds a step. */
export const TAU = 0.02;
/** Radians: 12 degrees. */
export const THETA_LIMIT = (12 * 2 * Math.PI) / 360;
/** m from the middle. */
export const X_LIMIT = 2.4;
/** First states are uniform between −INITIAL and INITIAL. */
export const INITIAL = 0.05;

/** [x, ẋ, θ, θ̇] float32; twice the limits, so that an episode's last observation is inside. */
export function cartPoleObservationSpace(): Box {
  const high = [X_LIMIT * 2, Infinity, THETA_LIMIT * 2, Infinity];
  return new Box(
    high.map((value) => -value),
    high,
  );
}

/** 0 pushes the cart to the left, 1 to the right. */
export function cartPoleActionSpace(): Discrete {
  return new Discrete(2);
}
