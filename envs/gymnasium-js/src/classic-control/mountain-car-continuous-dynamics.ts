import { Box } from "../spaces/box.js";
import { GRAVITY, MAX_POSITION, MAX_SPEED, MIN_POSITION } from "./mountain-car-constants.js";

const POWER = 0.0015;
/** As float32, in which it is compared. */
export const GOAL_POSITION = Math.fround(0.45);
const GOAL_REWARD = 100;

const POWER_32 = Math.fround(POWER);
const MAX_SPEED_32 = Math.fround(MAX_SPEED);
const MIN_POSITION_32 = Math.fround(MIN_POSITION);
const MAX_POSITION_32 = Math.fround(MAX_POSITION);

/** Force on the car, float32. */
export function mountainCarContinuousActionSpace(): Box {
  return new Box(-1, 1, { shape: [1] });
}

/** Position and velocity after a step, rounded to float32 as Gymnasium keeps them. */
export const moved = { position: 0, velocity: 0 };

/**
 * Moves a car on and leaves the result in {@link moved}. Gymnasium's first step is in float64; its state
 * is float32 from then on, and so is the arithmetic, but for a force that was cut off.
 */
export function move(position: number, velocity: number, action: number, first: boolean): void {
  const { fround } = Math;
  const cut = action < -1 || action > 1;
  const force = action > 1 ? 1 : action < -1 ? -1 : action;
  if (first) {
    const slope = GRAVITY * Math.cos(3 * position);
    const push = cut ? force * POWER - slope : fround(fround(force * POWER_32) - fround(slope));
    let speed = velocity + push;
    if (speed > MAX_SPEED) speed = MAX_SPEED;
    if (speed < -MAX_SPEED) speed = -MAX_SPEED;
    let place = position + speed;
    if (place > MAX_POSITION) place = MAX_POSITION;
    if (place < MIN_POSITION) place = MIN_POSITION;
    if (place === MIN_POSITION && speed < 0) speed = 0;
    moved.position = fround(place);
    moved.velocity = fround(speed);
    return;
  }
  const slope = GRAVITY * Math.cos(fround(3 * position));
  const push = cut ? fround(force * POWER - slope) : fround(fround(force * POWER_32) - fround(slope));
  let speed = fround(velocity + push);
  if (speed > MAX_SPEED_32) speed = MAX_SPEED_32;
  if (speed < -MAX_SPEED_32) speed = -MAX_SPEED_32;
  let place = fround(position + speed);
  if (place > MAX_POSITION_32) place = MAX_POSITION_32;
  if (place < MIN_POSITION_32) place = MIN_POSITION_32;
  if (place === MIN_POSITION_32 && speed < 0) speed = 0;
  moved.position = place;
  moved.velocity = speed;
}

/** 100 at the goal, less a tenth of the squared action, which is not cut off here. */
export function rewardOf(terminated: boolean, action: number): number {
  return (terminated ? GOAL_REWARD : 0) - action * action * 0.1;
}
