import { COLOURS, type Drawing, label, rectangle, type Scene, type Shape } from "gymnasium-js";

const WIDTH = 400;
const TOP = 20;
const GRID = 320;
/** A number of this size fills its cell. */
const FULL = 2;

/** The sample's numbers as squares of their size, row by row: blue above 0, white below; its label; the answer. */
export function classificationDrawing(size: number): Drawing<number> {
  return {
    renderFps: 2,
    scene: (variables, action) =>
      classificationScene([...variables.subarray(0, size)], variables[size]!, action),
  };
}

function classificationScene(sample: readonly number[], own: number, action: number | undefined): Scene {
  const columns = Math.ceil(Math.sqrt(sample.length));
  const rows = Math.ceil(sample.length / columns);
  const cell = GRID / columns;
  const height = TOP + rows * cell + 56;
  const isRight = action === own;
  const named = Number.isSafeInteger(own) ? own : "unknown";
  const verdict =
    action === undefined ? `class ${named}` : `said ${action}: ${isRight ? "right" : `it is ${named}`}`;
  return {
    title: "Which class?",
    width: WIDTH,
    height,
    background: COLOURS.paper,
    shapes: [
      rectangle((WIDTH - GRID) / 2, TOP, GRID, rows * cell, { fill: COLOURS.paleBlue }),
      ...sample.map((value, k) => square(value, k, columns, cell)),
      label(verdict, WIDTH / 2, height - 20, {
        size: 20,
        fill: action === undefined ? COLOURS.faint : isRight ? COLOURS.green : COLOURS.red,
        anchor: "middle",
        bold: action !== undefined,
      }),
    ],
  };
}

function square(value: number, k: number, columns: number, cell: number): Shape {
  const side = 0.94 * cell * Math.min(Math.sqrt(Math.abs(value) / FULL) || 0, 1);
  const x = (WIDTH - GRID) / 2 + ((k % columns) + 0.5) * cell - side / 2;
  const y = TOP + (Math.floor(k / columns) + 0.5) * cell - side / 2;
  return rectangle(x, y, side, side, { fill: value > 0 ? COLOURS.blue : COLOURS.white });
}
