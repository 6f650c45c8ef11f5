import { InvalidArgumentError } from "../errors.js";
import { Box } from "../spaces/box.js";
import { Discrete } from "../spaces/discrete.js";

/** Equations of the book (Sutton and Barto) or of the NIPS paper, Gymnasium's `book_or_nips`. */
export type AcrobotEquations = "book" | "nips";

/** Seconds a step. */
const DT = 0.2;
/** m/s². */
const GRAVITY = 9.8;
/** rad/s. */
const MAX_SPEED_1 = 4 * Math.PI;
const MAX_SPEED_2 = 9 * Math.PI;
/** First angles and speeds are uniform between −INITIAL and INITIAL. */
export const INITIAL = 0.1;

/** [cos θ₁, sin θ₁, cos θ₂, sin θ₂, θ̇₁, θ̇₂] float32. */
export function acrobotObservationSpace(): Box {
  const high = [1, 1, 1, 1, MAX_SPEED_1, MAX_SPEED_2];
  return new Box(
    high.map((value) => -value),
    high,
  );
}

/** Torques −1, 0 and 1 N·m on the joint between the links. */
export function acrobotActionSpace(): Discrete {
  return new Discrete(3);
}

/** @throws InvalidArgumentError when `book_or_nips` is neither. */
export function acrobotEquations(kwargs: Readonly<Record<string, unknown>>): AcrobotEquations {
  const value = kwargs.book_or_nips ?? "book";
  if (value !== "book" && value !== "nips")
    throw new InvalidArgumentError("book_or_nips", value, "book or nips");
  return value;
}

// Accelerations of the last call of `accelerate`: two results without an allocation.
let acceleration1 = 0;
let acceleration2 = 0;

/**
 * The joint accelerations. Both links have mass 1 kg, length 1 m, centre of mass at 0.5 m and moment
 * of inertia 1 kg·m²; factors of one are left out, which changes no bit.
 */
function accelerate(
  theta1: number,
  theta2: number,
  speed1: number,
  speed2: number,
  torque: number,
  book: boolean,
): void {
  const cos2 = Math.cos(theta2);
  const sin2 = Math.sin(theta2);
  const d1 = 0.25 + (1.25 + cos2) + 1 + 1;
  const d2 = 0.25 + 0.5 * cos2 + 1;
  const phi2 = 0.5 * GRAVITY * Math.cos(theta1 + theta2 - Math.PI / 2);
  const phi1 =
    -0.5 * (speed2 * speed2) * sin2 -
    speed2 * speed1 * sin2 +
    1.5 * GRAVITY * Math.cos(theta1 - Math.PI / 2) +
    phi2;
  const drive = book
    ? torque + (d2 / d1) * phi1 - 0.5 * (speed1 * speed1) * sin2 - phi2
    : torque + (d2 / d1) * phi1 - phi2;
  acceleration2 = drive / (1.25 - (d2 * d2) / d1);
  acceleration1 = -(d2 * acceleration2 + phi1) / d1;
}

function wrap(angle: number): number {
  let wrapped = angle;
  while (wrapped > Math.PI) wrapped -= 2 * Math.PI;
  while (wrapped < -Math.PI) wrapped += 2 * Math.PI;
  return wrapped;
}

/**
 * One Runge-Kutta step of fourth order over 0.2 s, in place
 * (gymnasium/envs/classic_control/acrobot.py).
 *
 * @param s [θ₁, θ₂, θ̇₁, θ̇₂] at `at`, `at + stride`, …
 * @param torque −1, 0 or 1 N·m.
 * @returns whether the tip is above the bar by a link's length: the end of the task.
 */
export function acrobotStep(
  s: Float64Array,
  at: number,
  stride: number,
  torque: number,
  book: boolean,
): boolean {
  const half = DT / 2;
  const a = s[at]!;
  const b = s[at + stride]!;
  const c = s[at + 2 * stride]!;
  const d = s[at + 3 * stride]!;
  accelerate(a, b, c, d, torque, book);
  const c1 = acceleration1;
  const d1 = acceleration2;
  const speedC2 = c + half * c1;
  const speedD2 = d + half * d1;
  accelerate(a + half * c, b + half * d, speedC2, speedD2, torque, book);
  const c2 = acceleration1;
  const d2 = acceleration2;
  const speedC3 = c + half * c2;
  const speedD3 = d + half * d2;
  accelerate(a + half * speedC2, b + half * speedD2, speedC3, speedD3, torque, book);
  const c3 = acceleration1;
  const d3 = acceleration2;
  const speedC4 = c + DT * c3;
  const speedD4 = d + DT * d3;
  accelerate(a + DT * speedC3, b + DT * speedD3, speedC4, speedD4, torque, book);
  const sixth = DT / 6;
  const theta1 = wrap(a + sixth * (c + 2 * speedC2 + 2 * speedC3 + speedC4));
  const theta2 = wrap(b + sixth * (d + 2 * speedD2 + 2 * speedD3 + speedD4));
  const speed1 = c + sixth * (c1 + 2 * c2 + 2 * c3 + acceleration1);
  const speed2 = d + sixth * (d1 + 2 * d2 + 2 * d3 + acceleration2);
  s[at] = theta1;
  s[at + stride] = theta2;
  s[at + 2 * stride] = Math.min(Math.max(speed1, -MAX_SPEED_1), MAX_SPEED_1);
  s[at + 3 * stride] = Math.min(Math.max(speed2, -MAX_SPEED_2), MAX_SPEED_2);
  return -Math.cos(theta1) - Math.cos(theta2 + theta1) > 1;
}

/** Writes the observation of the state at `at`, `at + stride`, … to `to`, `to + 1`, … */
export function acrobotObserve(
  s: Float64Array,
  at: number,
  stride: number,
  out: Float32Array,
  to: number,
): void {
  const theta1 = s[at]!;
  const theta2 = s[at + stride]!;
  out[to] = Math.cos(theta1);
  out[to + 1] = Math.sin(theta1);
  out[to + 2] = Math.cos(theta2);
  out[to + 3] = Math.sin(theta2);
  out[to + 4] = s[at + 2 * stride]!;
  out[to + 5] = s[at + 3 * stride]!;
}
