import { Box } from "../spaces/box.js";

/** Radians a second. */
export const MAX_SPEED = 8;
/** Newton metres. */
export const MAX_TORQUE = 2;
/** Seconds a step. */
export const TAU = 0.05;
export const GRAVITY = 10;
/** First angles and angular velocities are uniform within ± these. */
export const INITIAL_ANGLE = Math.PI;
export const INITIAL_SPEED = 1;

/** [cos θ, sin θ, θ̇], float32. */
export function pendulumObservationSpace(): Box {
  return new Box([-1, -1, -MAX_SPEED], [1, 1, MAX_SPEED]);
}

/** Torque on the joint, float32. */
export function pendulumActionSpace(): Box {
  return new Box(-MAX_TORQUE, MAX_TORQUE, { shape: [1] });
}

/** What Gymnasium computes in float32, the action's own type: 0.001 u². */
export function torqueCost(torque: number): number {
  return Math.fround(Math.fround(0.001) * Math.fround(torque * torque));
}

const TURN = 2 * Math.PI;

/** The angle between −π and π, by a remainder that has the divisor's sign. */
export function normalizedAngle(angle: number): number {
  const shifted = angle + Math.PI;
  // Most angles need no division, which costs a call into the engine's library.
  if (shifted >= 0 && shifted < TURN) return shifted - Math.PI;
  const remainder = shifted % TURN;
  return (remainder < 0 ? remainder + TURN : remainder) - Math.PI;
}
