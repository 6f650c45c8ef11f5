import { COLOURS } from "../drawing/colours.js";
import type { Drawing } from "../drawing/drawing.js";
import { arrow, flag } from "../drawing/parts.js";
import { circle, line, type Point, polygon, type Scene, type Shape } from "../drawing/scene.js";
import { MAX_POSITION, MIN_POSITION } from "./mountain-car-constants.js";

const WIDTH = 600;
const HEIGHT = 450;
const SCALE = WIDTH / (MAX_POSITION - MIN_POSITION);
const CAR_LENGTH = 52;

/** The hill's outline, 91 points from left to right. */
const OUTLINE: readonly Point[] = Array.from(
  { length: 91 },
  (_, k): Point => place(MIN_POSITION + (k * (MAX_POSITION - MIN_POSITION)) / 90),
);

/**
 * The hill is sin(3 · position), as its slope in the dynamics says.
 *
 * @param goal the flag's position
 * @param throttle of an action, −1 to 1
 */
export function mountainCarDrawing<A>(goal: number, throttle: (action: A) => number): Drawing<A> {
  return {
    renderFps: 30,
    scene: (variables, action) => {
      return mountainCarScene(variables[0]!, goal, action === undefined ? 0 : throttle(action));
    },
  };
}

function mountainCarScene(position: number, goal: number, throttle: number): Scene {
  return {
    title: "A car in a valley",
    width: WIDTH,
    height: HEIGHT,
    background: COLOURS.paleBlue,
    shapes: [
      circle(92, 62, 30, { fill: COLOURS.yellow, opacity: 0.9 }),
      ...flag(...place(goal), 64, COLOURS.red),
      polygon([...OUTLINE, [WIDTH, HEIGHT], [0, HEIGHT]], { fill: COLOURS.grass }),
      line(OUTLINE, { stroke: COLOURS.green, strokeWidth: 5 }),
      ...car(position, throttle),
    ],
  };
}

/** A point of the hill: 1 in sin(3 · position) is 0.45 in position. */
function place(position: number): Point {
  return [(position - MIN_POSITION) * SCALE, HEIGHT - 60 - SCALE * (0.45 * Math.sin(3 * position) + 0.45)];
}

function car(position: number, throttle: number): readonly Shape[] {
  const [x, y] = place(position);
  const slope = Math.atan(3 * 0.45 * Math.cos(3 * position));
  const [cos, sin] = [Math.cos(slope), Math.sin(slope)];
  // Along the slope, and away from it.
  const at = (along: number, above: number): Point => [
    x + along * cos - above * sin,
    y - along * sin - above * cos,
  ];
  const half = CAR_LENGTH / 2;
  const wheel = (along: number): Shape =>
    circle(...at(along, 9), 8.5, { fill: COLOURS.ink, stroke: COLOURS.white, strokeWidth: 2.5 });
  const side = Math.sign(throttle);
  const reach = side * (half + 8);
  return [
    ...(side === 0
      ? []
      : arrow(
          at(reach, 18),
          at(reach + 14 * side + 20 * Math.max(-1, Math.min(throttle, 1)), 18),
          COLOURS.orange,
          6,
        )),
    polygon([at(-half, 8), at(-half, 21), at(half - 3, 21), at(half, 17), at(half, 8)], {
      fill: COLOURS.blue,
      stroke: COLOURS.blue,
      strokeWidth: 4,
    }),
    polygon([at(-half + 9, 22), at(-half + 16, 34), at(half - 18, 34), at(half - 9, 22)], {
      fill: COLOURS.deepBlue,
      stroke: COLOURS.deepBlue,
      strokeWidth: 3,
    }),
    wheel(-half + 11),
    wheel(half - 11),
  ];
}
