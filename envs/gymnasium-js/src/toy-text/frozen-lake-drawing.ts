import { ANSI, coloured } from "../drawing/ansi.js";
import { COLOURS } from "../drawing/colours.js";
import type { Drawing } from "../drawing/drawing.js";
import { flag, walker } from "../drawing/parts.js";
import { circle, line, type Point, rectangle, type Scene, type Shape } from "../drawing/scene.js";
import type { FrozenLakeMap } from "./frozen-lake-map.js";
import { gridText } from "./grid-drawing.js";

const TILE = 64;
/** [right, down] of the actions. */
const FACING: readonly Point[] = [
  [-1, 0],
  [0, 1],
  [1, 0],
  [0, -1],
];
const NAMES = ["left", "down", "right", "up"];
const INKS: Readonly<Record<string, number>> = { S: ANSI.green, F: ANSI.cyan, H: ANSI.blue, G: ANSI.magenta };

/** Walkers look where the action meant them to go, wherever they slid. */
export function frozenLakeDrawing(map: FrozenLakeMap): Drawing<number> {
  return {
    renderFps: 4,
    scene: (variables, action) => frozenLakeScene(map, variables[0]!, FACING[action ?? 1]!),
    text: (variables, action) =>
      gridText(map, variables[0]!, (letter) => coloured(letter, INKS[letter]!), did(action)),
  };
}

const did = (action: number | undefined): string | undefined =>
  action === undefined ? undefined : `went ${NAMES[action]}`;

function frozenLakeScene(map: FrozenLakeMap, state: number, facing: Point): Scene {
  const columns = map[0]!.length;
  const [row, column] = [Math.floor(state / columns), state % columns];
  const drowned = map[row]?.[column] === "H";
  const [x, y] = [(column + 0.5) * TILE, (row + 0.5) * TILE];
  return {
    title: "A frozen lake",
    width: columns * TILE,
    height: map.length * TILE,
    background: "#dcecf5",
    shapes: [
      ...map.flatMap((tiles, r) =>
        Array.from(tiles).flatMap((letter, c) => tile(letter, c * TILE, r * TILE)),
      ),
      ...walker(x, y + (drowned ? 0.1 * TILE : 0), drowned ? 0.8 * TILE : TILE, facing, COLOURS.red),
      ...(drowned ? splash(x, y) : []),
    ],
  };
}

function tile(letter: string, x: number, y: number): readonly Shape[] {
  const ice = rectangle(x + 1.5, y + 1.5, TILE - 3, TILE - 3, { fill: "#eef7fc", radius: 7 });
  const glint = line(
    [
      [x + 12, y + 24],
      [x + 24, y + 12],
    ],
    { stroke: COLOURS.white, strokeWidth: 4 },
  );
  const [midX, midY] = [x + TILE / 2, y + TILE / 2];
  switch (letter) {
    case "H":
      return [
        ice,
        circle(midX, midY, 0.4 * TILE, { fill: COLOURS.deepBlue, stroke: "#a9cbe0", strokeWidth: 5 }),
        circle(midX - 2, midY + 3, 0.3 * TILE, { fill: COLOURS.blue, opacity: 0.55 }),
      ];
    case "G":
      return [ice, ...flag(midX - 9, y + TILE - 12, 42, COLOURS.green)];
    case "S":
      return [
        ice,
        circle(midX, midY, 0.34 * TILE, {
          fill: "none",
          stroke: COLOURS.blue,
          strokeWidth: 3,
          opacity: 0.45,
        }),
      ];
    default:
      return [ice, glint];
  }
}

/** Water up to the neck. */
function splash(x: number, y: number): readonly Shape[] {
  return [
    rectangle(x - 20, y + 8, 40, 16, { fill: COLOURS.deepBlue, radius: 8 }),
    line(
      [
        [x - 18, y + 9],
        [x - 9, y + 5],
        [x, y + 9],
        [x + 9, y + 5],
        [x + 18, y + 9],
      ],
      { stroke: COLOURS.paleBlue, strokeWidth: 3 },
    ),
  ];
}
