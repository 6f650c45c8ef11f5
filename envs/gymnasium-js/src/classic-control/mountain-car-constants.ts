import { Box } from "../spaces/box.js";
import { Discrete } from "../spaces/discrete.js";

export const MIN_POSITION = -1.2;
export const MAX_POSITION = 0.6;
/** Position units a step. */
export const MAX_SPEED = 0.07;
export const GOAL_POSITION = 0.5;
export const FORCE = 0.001;
export const GRAVITY = 0.0025;
/** First positions are uniform in [LOW, HIGH); the velocity is 0. */
export const INITIAL_LOW = -0.6;
export const INITIAL_HIGH = -0.4;

/** [position, velocity], float32. */
export function mountainCarObservationSpace(): Box {
  return new Box([MIN_POSITION, -MAX_SPEED], [MAX_POSITION, MAX_SPEED]);
}

/** 0 accelerates to the left, 1 not at all, 2 to the right. */
export function mountainCarActionSpace(): Discrete {
  return new Discrete(3);
}
