import { ANSI, coloured } from "../drawing/ansi.js";
import { COLOURS } from "../drawing/colours.js";
import type { Drawing } from "../drawing/drawing.js";
import { flag, walker } from "../drawing/parts.js";
import { circle, line, type Point, polygon, rectangle, type Scene, type Shape } from "../drawing/scene.js";
import { gridText } from "./grid-drawing.js";

const TILE = 52;
/** [right, down] of the actions. */
const FACING: readonly Point[] = [
  [0, -1],
  [1, 0],
  [0, 1],
  [-1, 0],
];
const NAMES = ["up", "right", "down", "left"];
const MAP = ["............", "............", "............", "SCCCCCCCCCCG"];
const COLUMNS = 12;
const INKS: Readonly<Record<string, number>> = {
  ".": ANSI.green,
  S: ANSI.white,
  C: ANSI.red,
  G: ANSI.magenta,
};

/** Walkers look where the action meant them to go; who fell is at the start again. */
export const cliffWalkingDrawing: Drawing<number> = {
  renderFps: 4,
  scene: (variables, action) => cliffWalkingScene(variables[0]!, FACING[action ?? 0]!),
  text: (variables, action) =>
    gridText(
      MAP,
      variables[0]!,
      (letter) => coloured(letter, INKS[letter]!),
      action === undefined ? undefined : `went ${NAMES[action]}`,
    ),
};

function cliffWalkingScene(state: number, facing: Point): Scene {
  const [x, y] = [((state % COLUMNS) + 0.5) * TILE, (Math.floor(state / COLUMNS) + 0.5) * TILE];
  return {
    title: "A walk along a cliff",
    width: COLUMNS * TILE,
    height: MAP.length * TILE,
    background: COLOURS.grass,
    shapes: [
      ...MAP.flatMap((tiles, r) => Array.from(tiles).flatMap((letter, c) => tile(letter, c, r))),
      ...walker(x, y, TILE, facing, COLOURS.blue),
    ],
  };
}

function tile(letter: string, column: number, row: number): readonly Shape[] {
  const [x, y] = [column * TILE, row * TILE];
  switch (letter) {
    case "C":
      return [
        rectangle(x, y, TILE + 0.5, TILE, { fill: "#3d3a44" }),
        polygon(
          [
            [x, y],
            [x + TILE + 0.5, y],
            [x + TILE + 0.5, y + 10],
            [x + 0.8 * TILE, y + 17],
            [x + 0.55 * TILE, y + 9],
            [x + 0.3 * TILE, y + 19],
            [x, y + 10],
          ],
          { fill: COLOURS.rock },
        ),
        line(
          [
            [x + 14, y + 34],
            [x + 14, y + 44],
          ],
          { stroke: COLOURS.rock, strokeWidth: 2 },
        ),
        line(
          [
            [x + 36, y + 27],
            [x + 36, y + 40],
          ],
          { stroke: COLOURS.rock, strokeWidth: 2 },
        ),
      ];
    case "G":
      return [
        rectangle(x, y, TILE, TILE, { fill: COLOURS.sand }),
        ...flag(x + TILE / 2 - 8, y + TILE - 9, 36, COLOURS.red),
      ];
    case "S":
      return [
        rectangle(x, y, TILE, TILE, { fill: COLOURS.sand }),
        circle(x + TILE / 2, y + TILE / 2, 0.36 * TILE, {
          fill: "none",
          stroke: COLOURS.rock,
          strokeWidth: 2.5,
        }),
      ];
    default:
      return (row + column) % 2 === 0 ? [rectangle(x, y, TILE, TILE, { fill: "#b4cd98" })] : [];
  }
}
