import {
  arrow,
  COLOURS,
  circle,
  type Drawing,
  line,
  type NumericArray,
  type Point,
  rectangle,
  type Scene,
  type Shape,
} from "gymnasium-js";
import { ARENA, GOAL_RADIUS, goalOf, HORIZONTAL, type NavigationTask, VERTICAL } from "./navigation-task.js";

const SIDE = 400;
/** Between the walls and the edge of the picture. */
const MARGIN = 20;
const SCALE = (SIDE - 2 * MARGIN) / (2 * ARENA);

/** The goal is dashed where the agent is not shown it; the arrow is the velocity that led here. */
export function navigationDrawing(task: NavigationTask): Drawing<number | NumericArray> {
  return {
    renderFps: 10,
    scene: (variables, action) => {
      const at = place(variables[0]!, variables[1]!);
      const clipped = (speed: number): number => Math.max(-1, Math.min(speed, 1));
      const velocity: Point =
        action === undefined
          ? [0, 0]
          : typeof action === "number"
            ? [HORIZONTAL[action]!, VERTICAL[action]!]
            : [clipped(action[0]!), clipped(action[1]!)];
      return navigationScene(task, at, velocity);
    },
  };
}

function place(x: number, y: number): Point {
  return [SIDE / 2 + SCALE * x, SIDE / 2 - SCALE * y];
}

function navigationScene(task: NavigationTask, at: Point, [right, up]: Point): Scene {
  const goal = place(...goalOf(task));
  const radius = GOAL_RADIUS * SCALE;
  return {
    title: "A point and its goal",
    width: SIDE,
    height: SIDE,
    background: COLOURS.faint,
    shapes: [
      rectangle(MARGIN - 9, MARGIN - 9, SIDE - 2 * MARGIN + 18, SIDE - 2 * MARGIN + 18, {
        fill: COLOURS.paper,
        radius: 6,
      }),
      ...grid(),
      circle(...goal, radius, { fill: COLOURS.green, opacity: task.goal === "shown" ? 0.75 : 0.22 }),
      line(ring(goal, radius), {
        stroke: COLOURS.green,
        strokeWidth: 2.5,
        ...(task.goal === "shown" ? {} : { dash: [5, 5] as const }),
      }),
      ...arrow(at, [at[0] + 44 * right, at[1] - 44 * up], COLOURS.orange, 5),
      circle(...at, 9, { fill: COLOURS.blue, stroke: COLOURS.white, strokeWidth: 2.5 }),
    ],
  };
}

function ring([x, y]: Point, radius: number): readonly Point[] {
  return Array.from({ length: 37 }, (_, k): Point => {
    const angle = (k * Math.PI) / 18;
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
  });
}

/** Every half unit. */
function grid(): readonly Shape[] {
  return [-1, -0.5, 0, 0.5, 1].flatMap((value): Shape[] => {
    const style = { stroke: COLOURS.hairline, strokeWidth: value === 0 ? 2.5 : 1 };
    return [
      line([place(value, -ARENA), place(value, ARENA)], style),
      line([place(-ARENA, value), place(ARENA, value)], style),
    ];
  });
}
