import { COLOURS } from "../drawing/colours.js";
import type { Drawing } from "../drawing/drawing.js";
import { arc } from "../drawing/parts.js";
import { circle, line, type Point, polygon, rectangle, type Scene, type Shape } from "../drawing/scene.js";

const SIDE = 400;
const CENTRE = SIDE / 2;
/** Per metre; both links have one. */
const SCALE = 86;

/** The dashed line is the height that the tip is to reach; the bent arrow is the torque that led here. */
export const acrobotDrawing: Drawing<number> = {
  renderFps: 15,
  scene: (variables, action) => acrobotScene(variables[0]!, variables[1]!, (action ?? 1) - 1),
};

/** @param torque −1, 0 or 1 */
function acrobotScene(theta1: number, theta2: number, torque: number): Scene {
  const elbow: Point = [CENTRE + SCALE * Math.sin(theta1), CENTRE + SCALE * Math.cos(theta1)];
  const tip: Point = [
    elbow[0] + SCALE * Math.sin(theta1 + theta2),
    elbow[1] + SCALE * Math.cos(theta1 + theta2),
  ];
  const link = (from: Point, to: Point, colour: string): Shape =>
    line([from, to], { stroke: colour, strokeWidth: 18 });
  const joint = (at: Point): Shape =>
    circle(...at, 8, { fill: COLOURS.yellow, stroke: COLOURS.ink, strokeWidth: 2.5 });
  return {
    title: "An arm of two links",
    width: SIDE,
    height: SIDE,
    background: COLOURS.paper,
    shapes: [
      line(
        [
          [20, CENTRE - SCALE],
          [SIDE - 20, CENTRE - SCALE],
        ],
        { stroke: COLOURS.green, strokeWidth: 3, dash: [10, 9] },
      ),
      rectangle(CENTRE - 34, CENTRE - 4, 68, 8, { fill: COLOURS.hairline, radius: 4 }),
      link([CENTRE, CENTRE], elbow, COLOURS.blue),
      link(elbow, tip, COLOURS.orange),
      ...bentArrow(elbow, torque),
      joint([CENTRE, CENTRE]),
      joint(elbow),
      circle(...tip, 5, { fill: COLOURS.ink }),
    ],
  };
}

/** Positive torque turns the outer link against the clock, as its angle grows. */
function bentArrow([x, y]: Point, torque: number): readonly Shape[] {
  if (torque === 0) return [];
  const radius = 30;
  const [from, to] = [-Math.PI / 2 + torque, -Math.PI / 2 - torque];
  const head = (by: number, r: number): Point => {
    const angle = to - torque * by;
    return [x + r * Math.cos(angle), y + r * Math.sin(angle)];
  };
  return [
    line(arc(x, y, radius, from, to), { stroke: COLOURS.red, strokeWidth: 4 }),
    polygon([head(0.4, radius), head(0, radius - 8), head(0, radius + 8)], { fill: COLOURS.red }),
  ];
}
