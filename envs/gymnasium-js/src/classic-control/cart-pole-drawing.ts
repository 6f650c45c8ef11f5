import { COLOURS } from "../drawing/colours.js";
import type { Drawing } from "../drawing/drawing.js";
import { arrow } from "../drawing/parts.js";
import { circle, label, line, type Point, rectangle, type Scene, type Shape } from "../drawing/scene.js";
import { LENGTH, POLE_MASS, X_LIMIT } from "./cart-pole-constants.js";

/** What a CartPole looks like, besides its state. */
export interface CartPoleLook {
  /** Half the pole's length, m. */
  readonly halfLength: number;
  /** kg. */
  readonly poleMass: number;
  /** kg. */
  readonly cartMass: number;
  /** A line below the track. */
  readonly caption?: string;
}

const WIDTH = 600;
/** Per metre. */
const SCALE = 112;
/** From the track to the lower edge. */
const BELOW = 80;

/** 50 frames a second. The arrow is the push that led here: action 1 to the right unless they are swapped. */
export function cartPoleDrawing(look?: CartPoleLook, swapped = false): Drawing<number> {
  const drawn = look ?? { halfLength: LENGTH, poleMass: POLE_MASS, cartMass: 1 };
  return {
    renderFps: 50,
    scene: (variables, action) => {
      const push = action === undefined ? 0 : (action === 1) === swapped ? -1 : 1;
      return cartPoleScene(variables[0]!, variables[2]!, push, drawn);
    },
  };
}

/** @param push −1, 0 or 1: where the cart was pushed to */
function cartPoleScene(x: number, theta: number, push: number, look: CartPoleLook): Scene {
  const at = WIDTH / 2 + SCALE * x;
  const length = 2 * look.halfLength * SCALE;
  // Room for poles longer than CartPole-v1's.
  const track = Math.max(280, Math.min(length, 500) + 80);
  const size = Math.sqrt(Math.min(Math.max(look.cartMass, 0.2), 3));
  const [width, height] = [78 * size, 34 * size];
  const top = track - 12 - height;
  const axle: Point = [at, top + 4];
  const tip: Point = [axle[0] + length * Math.sin(theta), axle[1] - length * Math.cos(theta)];
  const thickness = 5 + 5 * Math.min(Math.sqrt(look.poleMass / POLE_MASS), 2.5);
  const wheel = (side: number): Shape =>
    circle(at + side * 0.3 * width, track - 11, 10, {
      fill: COLOURS.ink,
      stroke: COLOURS.faint,
      strokeWidth: 3,
    });
  const edge = at + push * (width / 2 + 8);
  return {
    title: "A pole on a cart",
    width: WIDTH,
    height: track + BELOW,
    background: COLOURS.paper,
    shapes: [
      ...ground(track),
      ...(push === 0
        ? []
        : arrow([edge, top + height / 2], [edge + push * 34, top + height / 2], COLOURS.green, 6)),
      rectangle(at - width / 2, top, width, height, { fill: COLOURS.blue, radius: 7 }),
      rectangle(at - width / 2, top, width, height * 0.35, { fill: COLOURS.white, opacity: 0.16, radius: 7 }),
      wheel(-1),
      wheel(1),
      line([axle, tip], { stroke: COLOURS.orange, strokeWidth: thickness }),
      circle(...axle, 5.5, { fill: COLOURS.paper, stroke: COLOURS.deepBlue, strokeWidth: 3 }),
      ...(look.caption === undefined
        ? []
        : [label(look.caption, WIDTH / 2, track + 58, { size: 13, fill: COLOURS.faint, anchor: "middle" })]),
    ],
  };
}

/** The ground, a tick for each metre, and posts where the track ends. */
function ground(y: number): readonly Shape[] {
  const tick = (metres: number): Shape => {
    const x = WIDTH / 2 + SCALE * metres;
    return line(
      [
        [x, y + 6],
        [x, y + 13],
      ],
      { stroke: COLOURS.faint, strokeWidth: 1.5 },
    );
  };
  const post = (metres: number): Shape =>
    rectangle(WIDTH / 2 + SCALE * metres - 3, y - 28, 6, 28, { fill: COLOURS.red, radius: 2 });
  return [
    line(
      [
        [0, y + 1],
        [WIDTH, y + 1],
      ],
      { stroke: COLOURS.ink, strokeWidth: 2 },
    ),
    ...[-2, -1, 0, 1, 2].map(tick),
    post(-X_LIMIT),
    post(X_LIMIT),
  ];
}
