import { Box } from "../spaces/box.js";
import { GRAVITY, MAX_POSITION, MAX_SPEED, MIN_POSITION } from "./mountain-car-constants.js";

const POWER = 0.0015;
/** As float32, in which it is compared. */
export const GOAL_POSITION = Math.fround(0.45);
const GOAL_REWARD = 100;

const POWER_32 = Math.fround(POWER);
const MAX_SPEED_32 = Math.fround(MAX_SPEED);
/** The left end, as float32. */
export const WALL = Math.fround(MIN_POSITION);
const MAX_POSITION_32 = Math.fround(MAX_POSITION);

/** Force on the car, float32. */
export function mountainCarContinuousActionSpace(): Box {
  return new Box(-1, 1, { shape: [1] });
}

// Gymnasium's first step is in float64; its state is float32 from then on, and so is the arithmetic, but
// for a force that was cut off. Numbers go in and out one by one, so that the engine inlines all of it.

/** What gravity takes from the velocity at a float32 position. */
export function slopeAt(position: number): number {
  return GRAVITY * Math.cos(Math.fround(3 * position));
}

/** The velocity after a step from a float32 state, before the wall stops the car. */
export function nextVelocity(slope: number, velocity: number, action: number): number {
  const speed = Math.fround(velocity + Math.fround(acceleration(action, slope)));
  if (Math.abs(speed) > MAX_SPEED_32) return speed > 0 ? MAX_SPEED_32 : -MAX_SPEED_32;
  return speed;
}

/** The position after a step with that velocity; beyond the wall still. */
export function nextPosition(position: number, velocity: number): number {
  return Math.min(Math.fround(position + velocity), MAX_POSITION_32);
}

/** As {@link nextVelocity}, from the state of a reset; not yet rounded. */
export function firstVelocity(position: number, velocity: number, action: number): number {
  const speed = velocity + acceleration(action, GRAVITY * Math.cos(3 * position));
  return Math.min(Math.max(speed, -MAX_SPEED), MAX_SPEED);
}

/** As {@link nextPosition}, from the state of a reset; not yet rounded, and at the wall at most. */
export function firstPosition(position: number, velocity: number): number {
  return Math.min(Math.max(position + velocity, MIN_POSITION), MAX_POSITION);
}

/** Whether the wall stops a car that a first step brought there. */
export function stops(position: number, velocity: number): boolean {
  return position === MIN_POSITION && velocity < 0;
}

function acceleration(action: number, slope: number): number {
  if (action > 1) return POWER - slope;
  if (action < -1) return -POWER - slope;
  return Math.fround(Math.fround(action * POWER_32) - Math.fround(slope));
}

/** 100 at the goal, less a tenth of the squared action, which is not cut off here. */
export function rewardOf(terminated: boolean, action: number): number {
  return (terminated ? GOAL_REWARD : 0) - action * action * 0.1;
}
