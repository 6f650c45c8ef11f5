import { areaY, axisX, axisY, dot, gridY, line, ruleY } from "@observablehq/plot";
import type { BandPoint, CurveAxis } from "./curve-bands.js";
import { type Panel, panelFigure } from "./draw-figure.js";
import { FAINT, GRID, INK } from "./figure.js";
import { NAME_LETTERS, shorten, textWidth } from "./labels.js";
import { AXIS_NAMES } from "./learning-curve-plots.js";
import { compact } from "./numbers.js";
import type { LineStyle } from "./palette.js";

/** What is shown of each layer, in this order. */
export const QUANTITIES = [
  { key: "angle", title: "angle to the gradient (°)", mark: 90, domain: [0, 100] },
  { key: "signalToNoise", title: "signal to noise", log: true },
  { key: "norm", title: "norm of the update", log: true },
  { key: "entropy", title: "entropy of a unit (bits)", domain: [0, 1] },
  { key: "dead", title: "dead units (share)", domain: [0, 1] },
  { key: "saturated", title: "saturated units (share)", domain: [0, 1] },
] as const satisfies readonly {
  readonly key: string;
  readonly title: string;
  readonly mark?: number;
  readonly log?: boolean;
  readonly domain?: readonly [number, number];
}[];

export type QuantityKey = (typeof QUANTITIES)[number]["key"];

/** One rule's line in one panel. */
export interface DiagnosticsLine {
  readonly rule: string;
  readonly style: LineStyle;
  readonly quantity: QuantityKey;
  /** Column: layers bottom to top, the output layer last. */
  readonly layer: number;
  readonly points: readonly BandPoint[];
}

export interface DiagnosticsPlotOptions {
  readonly axis: CurveAxis;
  /** Titles of the columns. */
  readonly layers: readonly string[];
  readonly subtitle: string;
}

type Quantity = (typeof QUANTITIES)[number] & { readonly log?: boolean };

const LEFT = 64;
const TOP = 66;
const ROW = { height: 150, marginTop: 34, marginBottom: 24 };
const COLUMN = { least: 220, most: 330 };
const WIDTH = 900;
const DECADES_DRAWN = 8;

/** Small multiples: a row for each quantity that was measured, a column for each layer, a line for each rule. */
export function diagnosticsPlot(
  env: string,
  lines: readonly DiagnosticsLine[],
  { axis, layers, subtitle }: DiagnosticsPlotOptions,
): string {
  const rows = QUANTITIES.filter(({ key }) =>
    lines.some(({ quantity, points }) => quantity === key && points.length > 0),
  );
  const columnWidth = Math.min(COLUMN.most, Math.max(COLUMN.least, (WIDTH - LEFT) / layers.length));
  const text = { title: `${env}: diagnostics`, subtitle };
  const width = Math.ceil(
    Math.max(LEFT + columnWidth * layers.length + 16, 40 + 0.9 * textWidth([subtitle]), 480),
  );
  const legend = legendOf(lines, width);
  const top = TOP + legend.height;
  const height = top + ROW.height * rows.length + 44;
  const end = Math.max(...lines.flatMap(({ points }) => points.map(({ x }) => x)));
  const panels = rows.flatMap((quantity, row) => {
    const inRow = lines.filter((one) => one.quantity === quantity.key);
    const domain = domainOf(quantity, inRow);
    return layers.map(
      (_, layer): Panel => ({
        x: layer === 0 ? 0 : LEFT + columnWidth * layer,
        y: top + ROW.height * row,
        options: panelOptions(
          quantity,
          inRow.filter((one) => one.layer === layer),
          { domain, end, width: columnWidth, first: layer === 0 },
        ),
      }),
    );
  });
  return panelFigure(text, { width, height }, panels, (draw) => {
    for (const { rule, style, x, y } of legend.items) {
      const look = { stroke: style.colour, "stroke-width": 3, "stroke-dasharray": style.dash };
      draw("line", { ...look, x1: x, x2: x + 20, y1: y, y2: y });
      draw("text", { x: x + 26, y: y + 4, fill: INK }, shorten(rule, NAME_LETTERS));
    }
    layers.forEach((layer, column) => {
      draw(
        "text",
        { x: LEFT + columnWidth * column + 8, y: top - 2, fill: INK, "font-weight": "bold" },
        layer,
      );
    });
    rows.forEach(({ title }, row) => {
      draw("text", { x: LEFT + 8, y: top + ROW.height * row + 24, fill: FAINT }, title);
    });
    draw(
      "text",
      { x: LEFT + (width - LEFT) / 2, y: height - 14, fill: INK, "text-anchor": "middle" },
      AXIS_NAMES[axis],
    );
  });
}

interface PanelPlace {
  readonly domain: readonly [number, number];
  readonly end: number;
  readonly width: number;
  readonly first: boolean;
}

function panelOptions(
  quantity: Quantity,
  lines: readonly DiagnosticsLine[],
  place: PanelPlace,
): Panel["options"] {
  const { domain, end, width, first } = place;
  const isLog = quantity.log === true;
  const decades = Math.log10(domain[1] / domain[0]);
  const yTicks = isLog
    ? { ticks: Math.min(4, Math.ceil(decades)), tickFormat: compact }
    : { ticks: 3, tickFormat: compact };
  const drawable = lines.map((one) => ({
    ...one,
    points: isLog ? one.points.map(orGap) : one.points,
  }));
  const floor = (value: number): number => (isLog ? Math.max(value, domain[0]) : value);
  return {
    width: first ? LEFT + width : width,
    height: ROW.height,
    marginTop: ROW.marginTop,
    marginBottom: ROW.marginBottom,
    // The axis of the first column stands within its panel.
    marginLeft: first ? LEFT + 8 : 8,
    marginRight: 26,
    x: { domain: [0, end] },
    y: { domain: [...domain], type: isLog ? "log" : "linear", clamp: true, ...(!first && { axis: null }) },
    marks: [
      gridY({ ticks: yTicks.ticks, stroke: GRID, strokeOpacity: 1 }),
      axisX({ fontSize: 11, tickSize: 3, ticks: 3, tickFormat: compact, label: null }),
      ...(first ? [axisY({ fontSize: 11, tickSize: 3, ...yTicks, label: null })] : []),
      ...("mark" in quantity ? [ruleY([quantity.mark], { stroke: "#777777", strokeDasharray: "2 3" })] : []),
      ...drawable.map(({ points, style }) =>
        areaY(points, {
          ...{ x: "x", y1: ({ low }: BandPoint) => floor(low), y2: ({ high }: BandPoint) => floor(high) },
          ...{ fill: style.colour, fillOpacity: 0.12 },
        }),
      ),
      ...drawable.map(({ points, style }) =>
        line(points, {
          x: "x",
          y: "value",
          stroke: style.colour,
          strokeWidth: 1.8,
          strokeDasharray: style.dash,
        }),
      ),
      // A point between gaps makes no line.
      ...drawable.map(({ points, style }) =>
        dot(
          points.filter(({ value }) => Number.isFinite(value)),
          { x: "x", y: "value", r: 1.6, fill: style.colour },
        ),
      ),
    ],
  };
}

/** A logarithmic axis has no place for zero. */
const orGap = (point: BandPoint): BandPoint =>
  point.value > 0 ? point : { ...point, value: Number.NaN, low: Number.NaN, high: Number.NaN };

/** The same for all layers, so that they can be compared. */
function domainOf(quantity: Quantity, lines: readonly DiagnosticsLine[]): readonly [number, number] {
  const values = lines.flatMap(({ points }) => points.map(({ value }) => value));
  if (quantity.log !== true) {
    const [low, high] = "domain" in quantity ? quantity.domain : [0, 1];
    const highs = lines.flatMap(({ points }) => points.map((point) => point.high));
    return [low, Math.max(high, ...highs.filter(Number.isFinite))];
  }
  const positive = values.filter((value) => value > 0);
  if (positive.length === 0) return [0.1, 1];
  const high = 10 ** Math.ceil(Math.log10(Math.max(...positive)));
  const low = 10 ** Math.floor(Math.log10(Math.min(...positive)));
  return [Math.max(low === high ? low / 10 : low, high / 10 ** DECADES_DRAWN), high];
}

/** Names of rules in lines as wide as the figure. */
function legendOf(lines: readonly DiagnosticsLine[], width: number) {
  const styles = new Map(lines.map(({ rule, style }) => [rule, style]));
  let [x, y] = [18, TOP + 4];
  const items = [...styles].map(([rule, style]) => {
    const room = 26 + textWidth([shorten(rule, NAME_LETTERS)]) + 18;
    if (x > 18 && x + room > width) [x, y] = [18, y + 20];
    const item = { rule, style, x, y };
    x += room;
    return item;
  });
  return { items, height: y - TOP + 34 };
}
