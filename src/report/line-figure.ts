import { areaY, axisX, axisY, dot, gridY, line, ruleX, ruleY } from "@observablehq/plot";
import type { BandPoint } from "./curve-bands.js";
import { figure } from "./draw-figure.js";
import { type FigureText, GRID, INK, type Pen } from "./figure.js";
import { shorten, textWidth } from "./labels.js";
import { compact } from "./numbers.js";
import type { LineStyle } from "./palette.js";
import { valueRange } from "./value-axis.js";

export interface Line {
  readonly label: string;
  readonly style: LineStyle;
  readonly points: readonly BandPoint[];
  /** Whether each point is marked, as where they lie far apart; false unless given. */
  readonly dots?: boolean;
}

export interface LineFigureOptions {
  readonly x: string;
  readonly y: string;
  /** Of both axes; from the lines and their bands, from zero on where that is near, rounded, unless given. */
  readonly xDomain?: readonly [number, number];
  readonly yDomain?: readonly [number, number];
  /** Where a dotted line stands for something that the caption explains. */
  readonly xMark?: number;
  readonly yMark?: number;
  /** Whether names stand where their lines end, or below each other in the order given. */
  readonly legend?: "ends" | "list";
  /** Whether lines go from point to point, or keep a point's value up to the next one. */
  readonly curve?: "linear" | "step-after";
}

const SIZE = { width: 760, height: 440, marginTop: 70, marginBottom: 50, marginLeft: 80 };
const LABEL_HEIGHT = 18;
const LONGEST_LABEL = 44;
const TICKS = 6;
/** Room between the chart and its names, for the lines that lead there. */
const LEAD = 41;

/** Lines with their bands, each named at the right. */
export function lineFigure(text: FigureText, lines: readonly Line[], options: LineFigureOptions): string {
  const { legend = "ends", curve = "linear" } = options;
  const labelled = lines.map((one) => ({ ...one, label: shorten(one.label, LONGEST_LABEL) }));
  const right = 20 + LEAD + textWidth(labelled.map(({ label }) => label));
  const width = SIZE.width + Math.max(0, right - 200);
  const height = Math.max(
    SIZE.height,
    SIZE.marginTop + SIZE.marginBottom + LABEL_HEIGHT * (lines.length + 1),
  );
  const all = lines.flatMap(({ points }) => points);
  const ticks = {
    fontSize: 12,
    tickSize: 4,
    ticks: TICKS,
    labelAnchor: "center",
    labelArrow: "none",
  } as const;
  const mark = { stroke: "#888888", strokeDasharray: "2 3" };
  const edge = width - right;
  return figure(
    text,
    {
      ...SIZE,
      width,
      height,
      marginRight: right,
      x: {
        domain: options.xDomain ?? [0, Math.max(...all.map(({ x }) => x))],
        nice: options.xDomain === undefined,
      },
      y: {
        domain:
          options.yDomain ??
          valueRange(Math.min(...all.map(({ low }) => low)), Math.max(...all.map(({ high }) => high))),
        nice: options.yDomain === undefined,
      },
      marks: [
        gridY({ ticks: TICKS, stroke: GRID, strokeOpacity: 1 }),
        axisX({ ...ticks, label: options.x, labelOffset: 42, tickFormat: compact }),
        axisY({ ...ticks, label: options.y, labelOffset: 68, tickFormat: compact }),
        ...(options.xMark === undefined ? [] : [ruleX([options.xMark], mark)]),
        ...(options.yMark === undefined ? [] : [ruleY([options.yMark], mark)]),
        ...labelled.map(({ points, style }) =>
          areaY(points, {
            ...{ x: "x", y1: "low", y2: "high", curve },
            ...{ fill: style.colour, fillOpacity: Math.min(0.16, 0.8 / lines.length) },
          }),
        ),
        ...labelled.map(({ points, style }) =>
          line(points, {
            ...{ x: "x", y: "value", curve },
            ...{ stroke: style.colour, strokeWidth: 2, strokeDasharray: style.dash },
          }),
        ),
        ...labelled
          .filter(({ dots }) => dots)
          .map(({ points, style }) => dot(points, { x: "x", y: "value", r: 3.5, fill: style.colour })),
      ],
    },
    (pen) => (legend === "ends" ? labelEnds(pen, labelled, edge, height) : labelList(pen, labelled, edge)),
  );
}

/** Each line's name beside its end, moved apart where ends lie close together. */
function labelEnds(pen: Pen, lines: readonly Line[], edge: number, height: number): void {
  const ends = lines
    .map((one) => ({ one, x: pen.x(one.points.at(-1)!.x), y: pen.y(one.points.at(-1)!.value) }))
    .sort((a, b) => a.y - b.y);
  const places = spread(
    ends.map(({ y }) => y),
    LABEL_HEIGHT,
    SIZE.marginTop,
    height - SIZE.marginBottom,
  );
  ends.forEach(({ one, x, y }, i) => {
    const at = places[i]!;
    const points = `${x + 2},${y} ${edge + 8},${y} ${edge + 20},${at} ${edge + 36},${at}`;
    const look = { fill: "none", stroke: one.style.colour, opacity: 0.8 };
    pen.draw("polyline", { ...look, points, "stroke-dasharray": "1 2" });
    labelAt(pen, one, edge, at);
  });
}

function labelList(pen: Pen, lines: readonly Line[], edge: number): void {
  lines.forEach((one, i) => {
    labelAt(pen, one, edge, SIZE.marginTop + LABEL_HEIGHT * (i + 0.5));
  });
}

function labelAt({ draw }: Pen, { label, style }: Line, edge: number, at: number): void {
  const look = { stroke: style.colour, "stroke-width": 3, "stroke-dasharray": style.dash };
  draw("line", { ...look, x1: edge + 20, x2: edge + 36, y1: at, y2: at });
  draw("text", { x: edge + LEAD, y: at + 4, fill: INK }, label);
}

/** Moves sorted positions apart to at least `gap`, each as little as it can, within [low, high]. */
export function spread(positions: readonly number[], gap: number, low: number, high: number): number[] {
  const placed = [...positions];
  for (let i = 0; i < placed.length; i++) {
    placed[i] = Math.max(placed[i]!, i === 0 ? low : placed[i - 1]! + gap);
  }
  let limit = high;
  for (let i = placed.length - 1; i >= 0 && placed[i]! > limit; i--) {
    placed[i] = limit;
    limit -= gap;
  }
  return placed;
}
