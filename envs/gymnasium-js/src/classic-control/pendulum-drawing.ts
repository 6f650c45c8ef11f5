import { COLOURS } from "../drawing/colours.js";
import type { Drawing } from "../drawing/drawing.js";
import { arc } from "../drawing/parts.js";
import { circle, line, type Point, polygon, type Scene, type Shape } from "../drawing/scene.js";
import { MAX_TORQUE } from "./pendulum-constants.js";

const SIDE = 400;
const CENTRE = SIDE / 2;
const ROD = 135;
/** Of the arrow that shows the torque, which is a third of a turn at most. */
const ARROW_RADIUS = 62;

/** The angle grows to the left from upright, as Gymnasium shows it. The bent arrow is the torque that led here. */
export const pendulumDrawing: Drawing<Float32Array> = {
  renderFps: 30,
  scene: (variables, action) => pendulumScene(variables[0]!, action?.[0] ?? 0),
};

function pendulumScene(angle: number, torque: number): Scene {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const bob: Point = [CENTRE - ROD * sin, CENTRE - ROD * cos];
  return {
    title: "A pendulum",
    width: SIDE,
    height: SIDE,
    background: COLOURS.paper,
    shapes: [
      circle(CENTRE, CENTRE, ROD, { fill: "none", stroke: COLOURS.hairline, strokeWidth: 1.5 }),
      line(
        [
          [CENTRE, CENTRE - ROD - 16],
          [CENTRE, CENTRE - ROD + 16],
        ],
        { stroke: COLOURS.green, strokeWidth: 4 },
      ),
      line([[CENTRE, CENTRE], bob], { stroke: COLOURS.red, strokeWidth: 22 }),
      circle(...bob, 25, { fill: COLOURS.red, stroke: COLOURS.paper, strokeWidth: 3 }),
      circle(CENTRE, CENTRE, 10, { fill: COLOURS.ink }),
      ...bentArrow(Math.max(-1, Math.min(torque / MAX_TORQUE, 1))),
    ],
  };
}

/** @param share of the largest torque; positive turns to the left, against the clock */
function bentArrow(share: number): readonly Shape[] {
  if (!(Math.abs(share) > 0.01)) return [];
  const from = -Math.PI / 2 + share * (Math.PI / 3);
  const to = -Math.PI / 2 - share * (Math.PI / 3);
  const turn = Math.sign(to - from);
  const head = (by: number, radius: number): Point => {
    const angle = to + turn * by;
    return [CENTRE + radius * Math.cos(angle), CENTRE + radius * Math.sin(angle)];
  };
  const style = { stroke: COLOURS.blue, strokeWidth: 6 };
  return [
    line(arc(CENTRE, CENTRE, ARROW_RADIUS, from, to), style),
    polygon([head(0.3, ARROW_RADIUS), head(0, ARROW_RADIUS - 12), head(0, ARROW_RADIUS + 12)], {
      fill: COLOURS.blue,
    }),
  ];
}
