import { Box, Discrete } from "gymnasium-js";

/** A goal in the plane, and how the agent is told of it. */
export type NavigationTask = {
  /** Radians from the x axis, counter-clockwise; the splits use 0 to 2π. */
  readonly goalAngle: number;
  /** From the middle of the arena, 0 to 1.25. */
  readonly goalDistance: number;
  /** Whether the observation has the goal's position; hidden, it must be learned from rewards. */
  readonly goal: "hidden" | "shown";
  /** `dense`: minus the distance to the goal after each step. `sparse`: 1 at the goal, 0 elsewhere. */
  readonly reward: "dense" | "sparse";
  /** `continuous`: a velocity. `discrete`: 0 stay, 1 right, 2 up, 3 left, 4 down. */
  readonly actions: "continuous" | "discrete";
};

/** Length of a step along an axis at full speed. */
const STEP = 0.1;
/** The goal is reached within this distance: any goal is, by whole steps along the axes. */
export const GOAL_RADIUS = 0.1;
/** Walls at ±ARENA in both coordinates. */
export const ARENA = 1.5;
/** Both coordinates of the start are uniform between −INITIAL and INITIAL. */
export const INITIAL = 0.05;

/** Horizontal and vertical speed of the discrete actions. */
export const HORIZONTAL = [0, 1, 0, -1, 0] as const;
export const VERTICAL = [0, 0, 1, 0, -1] as const;

/** The point's coordinates, then the goal's where it is shown; float32. */
export function navigationObservationSpace({ goal }: NavigationTask): Box {
  return new Box(-ARENA, ARENA, { shape: [goal === "shown" ? 4 : 2] });
}

/** Speeds along both axes, −1 to 1, float32; or one of five. */
export function navigationActionSpace({ actions }: NavigationTask): Box | Discrete {
  return actions === "continuous" ? new Box(-1, 1, { shape: [2] }) : new Discrete(5);
}

export function goalOf({ goalAngle, goalDistance }: NavigationTask): readonly [x: number, y: number] {
  return [goalDistance * Math.cos(goalAngle), goalDistance * Math.sin(goalAngle)];
}

/** A coordinate after a step at a speed, which is clipped to ±1; walls stop the point. */
export function moved(from: number, speed: number): number {
  const to = from + STEP * Math.max(-1, Math.min(speed, 1));
  return Math.max(-ARENA, Math.min(to, ARENA));
}

export function distance(x: number, y: number, goalX: number, goalY: number): number {
  const dx = x - goalX;
  const dy = y - goalY;
  return Math.sqrt(dx * dx + dy * dy);
}
