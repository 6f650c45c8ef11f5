import { axisX, gridX, ruleX } from "@observablehq/plot";
import { type Panel, panelFigure } from "./draw-figure.js";
import { FAINT, type FigureText, GRID, INK, type Pen } from "./figure.js";
import { shorten, textWidth } from "./labels.js";
import { compact, decimalsFor, fixed, withMinus } from "./numbers.js";
import type { LineStyle } from "./palette.js";

/** What stands at the left of a row: one name, or two below each other. */
export interface RowLabel {
  readonly text: string;
  readonly style: LineStyle;
}

export interface PanelCell {
  readonly value: number;
  /** Left out where one value tells nothing of its spread. */
  readonly interval?: readonly [number, number];
}

/** One measure of every row. */
export interface IntervalPanel {
  readonly title: string;
  readonly axis: string;
  /** One a row; undefined where there is none. */
  readonly cells: readonly (PanelCell | undefined)[];
  /** What stands for no difference: a line through all rows. */
  readonly reference?: number;
  /** From the cells unless given. */
  readonly domain?: readonly [number, number];
  /** How values are printed beside their intervals; about four figures of the largest unless given. */
  readonly decimals?: number;
}

const LABEL_LETTERS = 44;
const PANEL_GAP = 26;
const PANEL_WIDTH = 240;
const NARROW_PANEL_WIDTH = 200;
const LONE_PANEL_WIDTH = 460;
const TOP = 92;
const BOTTOM = 54;
const LINE_HEIGHT = 15;
const MARGIN_LEFT = 8;
const HALF_BAR = 8;
/** Room between a bar, or the line of no difference, and the number beside it. */
const NUMBER_GAP = 7;

/**
 * Values with their intervals, a row for each thing compared and a panel for each measure, side by side. A row's
 * first label gives it its colour.
 */
export function intervalPanels(
  text: FigureText,
  rows: readonly (readonly RowLabel[])[],
  panels: readonly IntervalPanel[],
): string {
  const lines = Math.max(1, ...rows.map(({ length }) => length));
  const rowHeight = LINE_HEIGHT * lines + (lines > 1 ? 14 : 15);
  const labels = rows.map((row) => row.map(({ text }) => shorten(text, LABEL_LETTERS)));
  const left = 46 + textWidth(labels.flat());
  const panelWidth =
    panels.length === 1 ? LONE_PANEL_WIDTH : panels.length < 4 ? PANEL_WIDTH : NARROW_PANEL_WIDTH;
  const width = Math.ceil(
    Math.max(left + panels.length * (panelWidth + PANEL_GAP), 40 + 0.9 * textWidth([text.subtitle])),
  );
  const height = TOP + rowHeight * rows.length + BOTTOM;
  // The same for all panels, so that those with the same domain have the same scale.
  const numbers = panels.flatMap(({ cells, decimals }) => printedIn(cells, decimals));
  const marginRight = 11 + NUMBER_GAP + textWidth(numbers.flatMap((text) => text ?? []));
  const place = { rows, rowHeight, panelWidth, height, marginRight };
  return panelFigure(
    text,
    { width, height },
    panels.map((panel, i) => drawPanel(panel, left + i * (panelWidth + PANEL_GAP), place)),
    (draw) => {
      rows.forEach((row, r) => {
        const middle = TOP + rowHeight * (r + 0.5);
        if (r % 2 === 1) {
          const stripe = { fill: "#000000", opacity: 0.03 };
          draw("rect", { ...stripe, x: 12, y: middle - rowHeight / 2, width: width - 24, height: rowHeight });
        }
        row.forEach(({ style }, k) => {
          const y = middle + LINE_HEIGHT * (k - (row.length - 1) / 2);
          const look = { stroke: style.colour, "stroke-width": 3, "stroke-dasharray": style.dash };
          draw("line", { ...look, x1: 18, x2: 32, y1: y, y2: y });
          draw("text", { x: 38, y: y + 4, fill: INK }, labels[r]![k]!);
        });
      });
    },
  );
}

interface Place {
  readonly rows: readonly (readonly RowLabel[])[];
  readonly rowHeight: number;
  readonly panelWidth: number;
  readonly height: number;
  readonly marginRight: number;
}

/** What is printed beside each cell. */
function printedIn(
  cells: IntervalPanel["cells"],
  given: number | undefined,
): readonly (string | undefined)[] {
  const decimals = given ?? decimalsFor(cells.flatMap((cell) => cell?.value ?? []));
  return cells.map((cell) => cell && withMinus(fixed(cell.value, decimals)));
}

/** From the least to the largest end of all cells, with room at both ends: for panels that are to have one scale. */
export function domainOfCells(cells: IntervalPanel["cells"]): [number, number] {
  return domainOf(endsOf(cells));
}

const endsOf = (cells: IntervalPanel["cells"]): number[] =>
  cells.flatMap((cell) => (cell === undefined ? [] : [cell.value, ...(cell.interval ?? [])]));

function drawPanel(panel: IntervalPanel, x: number, place: Place): Panel {
  const { rows, rowHeight, panelWidth, height, marginRight } = place;
  const { cells, reference } = panel;
  const printed = printedIn(cells, panel.decimals);
  const ends = endsOf(cells);
  // Long numbers would run into each other.
  const ticks =
    panelWidth < PANEL_WIDTH || textWidth(ends.map((end) => compact(Number(end.toPrecision(2))))) > 32
      ? 3
      : 4;
  const mark = { stroke: "#777777", strokeDasharray: "2 3" };
  return {
    x,
    y: 0,
    options: {
      ...{ width: panelWidth, height, marginRight },
      ...{ marginTop: TOP, marginBottom: BOTTOM, marginLeft: MARGIN_LEFT },
      x: { domain: panel.domain ?? domainOf(reference === undefined ? ends : [...ends, reference]) },
      y: { domain: [0, 1], axis: null },
      marks: [
        gridX({ ticks, stroke: GRID, strokeOpacity: 1 }),
        axisX({
          ...{ fontSize: 12, tickSize: 4, ticks, tickFormat: compact },
          ...{ label: panel.axis, labelAnchor: "center", labelArrow: "none", labelOffset: 42 },
        }),
        ...(reference === undefined ? [] : [ruleX([reference], mark)]),
      ],
    },
    remarks: (pen) => {
      pen.draw("text", { x: MARGIN_LEFT, y: TOP - 16, fill: INK, "font-weight": "bold" }, panel.title);
      cells.forEach((cell, row) => {
        if (cell === undefined) return;
        const y = TOP + rowHeight * (row + 0.5);
        drawCell(pen, cell, { colour: rows[row]![0]!.style.colour, y, printed: printed[row]!, reference });
      });
    },
  };
}

interface CellLook {
  readonly colour: string;
  readonly y: number;
  readonly printed: string;
  readonly reference: number | undefined;
}

function drawCell({ x, draw }: Pen, cell: PanelCell, { colour, y, printed, reference }: CellLook): void {
  const { value, interval = [value, value] } = cell;
  const [low, high] = interval.map(x) as [number, number];
  if (high > low) {
    const band = { fill: colour, opacity: 0.35 };
    draw("rect", { ...band, x: low, y: y - HALF_BAR, width: high - low, height: 2 * HALF_BAR });
  }
  const line = { stroke: colour, "stroke-width": 3 };
  draw("line", { ...line, x1: x(value), x2: x(value), y1: y - HALF_BAR, y2: y + HALF_BAR });
  // Grid lines end before the number.
  const halo = { stroke: "#ffffff", "stroke-width": 4, "paint-order": "stroke" };
  const fill = cell.interval === undefined ? FAINT : INK;
  // A number that the line of no difference would run through stands beyond it.
  const even = reference === undefined ? Number.POSITIVE_INFINITY : x(reference);
  const isThrough = even >= high && even < high + NUMBER_GAP + textWidth([printed]) + NUMBER_GAP;
  draw("text", { ...halo, x: (isThrough ? even : high) + NUMBER_GAP, y: y + 4, fill }, printed);
}

/** From the least to the largest value, with room at both ends. */
function domainOf(values: readonly number[]): [number, number] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  if (!(high > low)) return [low - Math.max(1, Math.abs(low) / 10), low + Math.max(1, Math.abs(low) / 10)];
  return [low - 0.04 * (high - low), high + 0.04 * (high - low)];
}
