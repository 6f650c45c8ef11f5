import { COLOURS } from "./colours.js";
import { circle, line, type Point, polygon, rectangle, type Shape } from "./scene.js";

/** An arrow from one point to another: a shaft and a head; nothing where they are less than 1 apart. */
export function arrow(from: Point, to: Point, colour: string, width: number): readonly Shape[] {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.hypot(dx, dy);
  if (!(length >= 1)) return [];
  const [ux, uy] = [dx / length, dy / length];
  const head = Math.min(3.2 * width, length);
  const neck: Point = [to[0] - head * ux, to[1] - head * uy];
  const side = (sign: number): Point => [neck[0] - 0.6 * sign * head * uy, neck[1] + 0.6 * sign * head * ux];
  return [
    line([from, neck], { stroke: colour, strokeWidth: width }),
    polygon([to, side(1), side(-1)], { fill: colour }),
  ];
}

/** Points of an arc, angles in radians from the x axis, clockwise as y grows downwards. */
export function arc(
  x: number,
  y: number,
  radius: number,
  from: number,
  to: number,
  steps = 24,
): readonly Point[] {
  return Array.from({ length: steps + 1 }, (_, k): Point => {
    const angle = from + ((to - from) * k) / steps;
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
  });
}

/** A flag on a pole of this height, whose foot is at (x, y). */
export function flag(x: number, y: number, height: number, colour: string): readonly Shape[] {
  const top = y - height;
  return [
    line(
      [
        [x, y],
        [x, top],
      ],
      { stroke: COLOURS.ink, strokeWidth: height / 16 },
    ),
    polygon(
      [
        [x, top],
        [x + 0.55 * height, top + 0.19 * height],
        [x, top + 0.38 * height],
      ],
      { fill: colour },
    ),
  ];
}

/**
 * Someone who walks over tiles, seen from above and a little from the front, in a square of this size.
 *
 * @param facing where the eyes look: [right, down], each −1, 0 or 1
 */
export function walker(x: number, y: number, size: number, facing: Point, colour: string): readonly Shape[] {
  const r = size * 0.27;
  const headY = y - 0.1 * size;
  const eye = (side: number): Shape =>
    circle(x + side * 0.36 * r + 0.35 * r * facing[0], headY - 0.1 * r + 0.3 * r * facing[1], 0.17 * r, {
      fill: COLOURS.ink,
    });
  const away = facing[1] < 0;
  return [
    rectangle(x - 0.26 * size, y + 0.28 * size, 0.52 * size, 0.1 * size, {
      fill: COLOURS.ink,
      opacity: 0.18,
      radius: 0.05 * size,
    }),
    rectangle(x - 0.22 * size, y - 0.02 * size, 0.44 * size, 0.35 * size, {
      fill: colour,
      radius: 0.16 * size,
    }),
    circle(x, headY, r, { fill: "#f3d3b0", stroke: COLOURS.ink, strokeWidth: size / 45 }),
    // Hair: all of the head from behind, a fringe from the front.
    polygon(arc(x, headY, r, Math.PI, 2 * Math.PI), { fill: "#5b4234" }),
    circle(x, headY + (away ? 0 : 0.12 * r), away ? 0.97 * r : 0.66 * r, {
      fill: away ? "#5b4234" : "#f3d3b0",
    }),
    ...(away ? [] : [eye(-1), eye(1)]),
  ];
}
