import { Box, Discrete } from "gymnasium-js";

/** A CartPole with a physics of its own. */
export type CartPoleTask = {
  /** m/s², above 0. */
  readonly gravity: number;
  /** kg, above 0. */
  readonly cartMass: number;
  /** kg, above 0. */
  readonly poleMass: number;
  /** Half the pole's length, m, above 0. */
  readonly halfLength: number;
  /** N, to either side, above 0. */
  readonly force: number;
  /** Whether 0 pushes to the right and 1 to the left. */
  readonly swapped: boolean;
};

// The rest of CartPole-v1 (gymnasium/envs/classic_control/cartpole.py), the same in every task.

/** Seconds a step. */
export const TAU = 0.02;
/** Radians: 12 degrees. */
export const THETA_LIMIT = (12 * 2 * Math.PI) / 360;
/** m from the middle. */
export const X_LIMIT = 2.4;
/** First states are uniform between −INITIAL and INITIAL. */
export const INITIAL = 0.05;

/** Numbers that the step of a task reads. */
export const CONSTANTS = 6;

/**
 * [gravity, half-length, pole mass, total mass, pole mass × half-length, force of action 1], so that
 * a step neither adds nor multiplies what stays the same. Sums and products in Gymnasium's order.
 */
export function cartPoleConstants(task: CartPoleTask): readonly number[] {
  const { gravity, halfLength, poleMass, cartMass, force, swapped } = task;
  const total = poleMass + cartMass;
  return [gravity, halfLength, poleMass, total, poleMass * halfLength, swapped ? -force : force];
}

/**
 * [x, ẋ, θ, θ̇] float32, without bounds: a light cart or a short pole leaves any of them within a
 * step, and all tasks of a family have one space.
 */
export function cartPoleTaskObservationSpace(): Box {
  return new Box(-Infinity, Infinity, { shape: [4] });
}

export function cartPoleTaskActionSpace(): Discrete {
  return new Discrete(2);
}
