import { ANSI, coloured, highlighted } from "../drawing/ansi.js";
import { COLOURS } from "../drawing/colours.js";
import type { Drawing } from "../drawing/drawing.js";
import { flag } from "../drawing/parts.js";
import { circle, line, type Point, polygon, rectangle, type Scene, type Shape } from "../drawing/scene.js";
import { decodeTaxi, IN_TAXI, TAXI_STOPS, type TaxiState, WALLS } from "./taxi-table.js";

const TILE = 72;
const EDGE = 16;
const SIDE = 5 * TILE + 2 * EDGE;
const COLOURS_OF_STOPS = [COLOURS.red, COLOURS.green, COLOURS.yellow, COLOURS.blue] as const;
const INKS = [ANSI.red, ANSI.green, ANSI.yellow, ANSI.blue] as const;
const LETTERS = "RGYB";
/** [right, down] of the moves. */
const FACING: readonly Point[] = [
  [0, 1],
  [0, -1],
  [1, 0],
  [-1, 0],
];
const NAMES = ["drove south", "drove north", "drove east", "drove west", "picked up", "dropped off"];

/** The flag stands at the destination. */
export const taxiDrawing: Drawing<number> = {
  renderFps: 4,
  scene: (variables, action) => taxiScene(decodeTaxi(variables[0]!), FACING[action ?? 3] ?? FACING[3]!),
  text: (variables, action) => taxiText(decodeTaxi(variables[0]!), action),
};

function taxiScene({ row, column, passenger, destination }: TaxiState, facing: Point): Scene {
  const [x, y] = middle([row, column]);
  return {
    title: "A taxi in a town",
    width: SIDE,
    height: SIDE,
    background: "#8b8f98",
    shapes: [
      ...streets(),
      ...TAXI_STOPS.flatMap(([r, c], stop) => {
        const [left, top] = [EDGE + c * TILE + 5, EDGE + r * TILE + 5];
        return [
          rectangle(left, top, TILE - 10, TILE - 10, {
            ...{ fill: COLOURS_OF_STOPS[stop]!, opacity: 0.55, radius: 8 },
          }),
          ...(stop === destination ? flag(left + 12, top + TILE - 18, 46, COLOURS.white) : []),
        ];
      }),
      ...walls(),
      ...taxi(x, y, facing, passenger === IN_TAXI),
      ...(passenger === IN_TAXI ? [] : waiting(...middle(TAXI_STOPS[passenger]!))),
    ],
  };
}

function middle([row, column]: readonly [row: number, column: number]): Point {
  return [EDGE + (column + 0.5) * TILE, EDGE + (row + 0.5) * TILE];
}

function streets(): readonly Shape[] {
  return [
    rectangle(EDGE, EDGE, 5 * TILE, 5 * TILE, { fill: "#cfd1d6", radius: 4 }),
    ...[1, 2, 3, 4].flatMap((k): Shape[] => {
      const at = EDGE + k * TILE;
      const style = { stroke: COLOURS.white, strokeWidth: 2, dash: [8, 10], opacity: 0.8 } as const;
      return [
        line(
          [
            [EDGE, at],
            [SIDE - EDGE, at],
          ],
          style,
        ),
        line(
          [
            [at, EDGE],
            [at, SIDE - EDGE],
          ],
          style,
        ),
      ];
    }),
  ];
}

function walls(): readonly Shape[] {
  return WALLS.map(([row, column]) => {
    const x = EDGE + (column + 1) * TILE;
    return line(
      [
        [x, EDGE + row * TILE],
        [x, EDGE + (row + 1) * TILE],
      ],
      { stroke: COLOURS.ink, strokeWidth: 8 },
    );
  });
}

/** Seen from above. */
function taxi(x: number, y: number, [right, down]: Point, occupied: boolean): readonly Shape[] {
  // Ahead, and to the right hand.
  const at = (ahead: number, aside: number): Point => [
    x + ahead * right - aside * down,
    y + ahead * down + aside * right,
  ];
  const body = (length: number, width: number, shift: number): readonly Point[] => [
    at(shift - length, -width),
    at(shift + length, -width),
    at(shift + length, width),
    at(shift - length, width),
  ];
  const lamp = (aside: number): Shape => circle(...at(24, aside), 3.5, { fill: COLOURS.white });
  return [
    polygon(body(22, 12, 0), { fill: COLOURS.yellow, stroke: COLOURS.ink, strokeWidth: 7 }),
    polygon(body(22, 12, 0), { fill: COLOURS.yellow, stroke: COLOURS.yellow, strokeWidth: 4 }),
    polygon(body(4, 10, 11), { fill: COLOURS.deepBlue }),
    polygon(body(3, 9, -16), { fill: COLOURS.deepBlue }),
    polygon(body(5, 8, -3), {
      fill: occupied ? COLOURS.red : COLOURS.white,
      stroke: COLOURS.ink,
      strokeWidth: 1.5,
    }),
    lamp(-9),
    lamp(9),
  ];
}

/** A passenger with a suitcase in the corner of a stop. */
function waiting(midX: number, midY: number): readonly Shape[] {
  const [x, y] = [midX + 17, midY - 4];
  return [
    rectangle(x - 8, y - 2, 16, 26, { fill: COLOURS.ink, radius: 7 }),
    circle(x, y - 9, 8, { fill: "#f3d3b0", stroke: COLOURS.ink, strokeWidth: 2 }),
    rectangle(x - 22, y + 12, 12, 12, { fill: "#8a5a32", stroke: COLOURS.ink, strokeWidth: 1.5, radius: 2 }),
  ];
}

/** The passenger's stop in bold, the destination on white. */
function taxiText({ row, column, passenger, destination }: TaxiState, action: number | undefined): string {
  const lines = Array.from({ length: 5 }, (_, r) => {
    const tiles = Array.from({ length: 5 }, (_, c) => {
      const stop = TAXI_STOPS.findIndex(([stopRow, stopColumn]) => stopRow === r && stopColumn === c);
      const letter = stop < 0 ? "·" : LETTERS[stop]!;
      if (r === row && c === column)
        return highlighted(letter, passenger === IN_TAXI ? ANSI.green : ANSI.yellow);
      if (stop < 0) return coloured(letter, ANSI.grey);
      if (stop === destination) return highlighted(letter, ANSI.magenta);
      return coloured(letter, INKS[stop]!, stop === passenger);
    });
    const gap = (c: number): string =>
      c === 4 ? "" : WALLS.some(([wallRow, left]) => wallRow === r && left === c) ? "|" : " ";
    return `|${tiles.map((tile, c) => tile + gap(c)).join("")}|`;
  });
  const who = passenger === IN_TAXI ? "passenger in the taxi" : `passenger at ${LETTERS[passenger]}`;
  const did = action === undefined ? "" : `${NAMES[action]}; `;
  const status = coloured(`${did}${who}, bound for ${LETTERS[destination]}`, ANSI.grey);
  return `${status}\n+---------+\n${lines.join("\n")}\n+---------+\n`;
}
