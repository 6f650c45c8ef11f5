import { areaY, axisX, axisY, gridY, line } from "@observablehq/plot";
import { type BandPoint, type CurveAxis, type CurveSeries, curveBand } from "./curve-bands.js";
import { figure } from "./draw-figure.js";
import { type Figure, INK, type Pen } from "./figure.js";
import { type LineStyle, lineStyles } from "./palette.js";

export interface LearningCurvePlotOptions {
  /** What the horizontal axis counts, of each environment's figure; episodes by default. */
  readonly axis?: CurveAxis | ((env: string) => CurveAxis);
}

interface Line {
  readonly rule: string;
  readonly seeds: number;
  readonly style: LineStyle;
  readonly points: readonly BandPoint[];
}

const SIZE = { width: 760, height: 440, marginTop: 70, marginBottom: 50, marginLeft: 80 };
const LABEL_HEIGHT = 18;
const TICKS = 6;

/**
 * One figure per environment: a line per rule over its seeds, with a band that is its pointwise 95 %
 * bootstrap interval. Lines are interquartile means where every rule has at least five seeds, else
 * means. A rule keeps its colour over all figures.
 */
export function learningCurvePlots(
  series: readonly CurveSeries[],
  options: LearningCurvePlotOptions = {},
): Figure[] {
  const { axis: given = "episode" } = options;
  const styles = lineStyles([...new Set(series.map(({ rule }) => rule))]);
  return [...new Set(series.map(({ env }) => env))].flatMap((env) => {
    const axis = typeof given === "string" ? given : given(env);
    const here = series.filter((one) => one.env === env);
    const robust = here.every(({ curves }) => curves.length >= 5);
    const lines = here
      .map(({ rule, curves }) => ({
        rule,
        seeds: curves.filter(({ points }) => points.length > 0).length,
        style: styles.get(rule)!,
        points: curveBand(curves, axis, robust ? "iqm" : "mean"),
      }))
      .filter(({ points }) => points.length > 0);
    return lines.length === 0 ? [] : [{ env, svg: draw(env, lines, axis, robust) }];
  });
}

function draw(env: string, lines: readonly Line[], axis: CurveAxis, robust: boolean): string {
  const centre = robust ? "interquartile mean" : "mean";
  const single = lines.every(({ seeds }) => seeds === 1);
  const shown = single
    ? "one seed each, so no interval"
    : `${centre} over seeds, band: 95 % bootstrap interval`;
  const right = 60 + 7.5 * Math.max(...lines.map((one) => label(one).length));
  const width = SIZE.width + Math.max(0, right - 200);
  const ticks = { fontSize: 12, tickSize: 4 };
  const all = lines.flatMap(({ points }) => points);
  return figure(
    { title: `${env}: learning curves, ${seedCount(lines)}`, subtitle: `Return during training, ${shown}` },
    {
      ...SIZE,
      width,
      marginRight: right,
      x: { domain: [0, Math.max(...all.map(({ x }) => x))], nice: true },
      y: {
        domain: [Math.min(...all.map(({ low }) => low)), Math.max(...all.map(({ high }) => high))],
        nice: true,
      },
      marks: [
        gridY({ ticks: TICKS, stroke: "#dddddd", strokeOpacity: 1 }),
        axisX({
          ...ticks,
          label: axis === "episode" ? "episode" : "environment step",
          labelAnchor: "center",
          labelArrow: "none",
          labelOffset: 42,
          ticks: TICKS,
          tickFormat: compact,
        }),
        axisY({
          ...ticks,
          label: "return per episode (mean of the bin)",
          labelAnchor: "center",
          labelArrow: "none",
          labelOffset: 68,
          ticks: TICKS,
          tickFormat: compact,
        }),
        ...lines.map(({ points, style }) =>
          areaY(points, { x: "x", y1: "low", y2: "high", fill: style.colour, fillOpacity: 0.16 }),
        ),
        ...lines.map(({ points, style }) =>
          line(points, {
            x: "x",
            y: "value",
            stroke: style.colour,
            strokeWidth: 2,
            strokeDasharray: style.dash,
          }),
        ),
      ],
    },
    (pen) => labelEnds(pen, lines, width - right),
  );
}

const label = ({ rule, seeds }: Line): string => `${rule} (n=${seeds})`;

function seedCount(lines: readonly Line[]): string {
  const counts = lines.map(({ seeds }) => seeds);
  const [low, high] = [Math.min(...counts), Math.max(...counts)];
  return low === high ? `${low} ${low === 1 ? "seed" : "seeds"}` : `${low} to ${high} seeds`;
}

/** The legend: each line's name beside its end, moved apart where ends lie close together. */
function labelEnds(pen: Pen, lines: readonly Line[], edge: number): void {
  const ends = lines
    .map((one) => ({ one, x: pen.x(one.points.at(-1)!.x), y: pen.y(one.points.at(-1)!.value) }))
    .sort((a, b) => a.y - b.y);
  const places = spread(
    ends.map(({ y }) => y),
    LABEL_HEIGHT,
    SIZE.marginTop,
    SIZE.height - SIZE.marginBottom,
  );
  ends.forEach(({ one, x, y }, i) => {
    const { colour, dash } = one.style;
    const at = places[i]!;
    const points = `${x + 2},${y} ${edge + 8},${y} ${edge + 20},${at} ${edge + 36},${at}`;
    const look = { fill: "none", stroke: colour };
    pen.draw("polyline", { ...look, points, "stroke-dasharray": "1 2", opacity: 0.8 });
    pen.draw("line", {
      ...look,
      "stroke-dasharray": dash,
      x1: edge + 20,
      x2: edge + 36,
      y1: at,
      y2: at,
      "stroke-width": 3,
    });
    pen.draw("text", { x: edge + 41, y: at + 4, fill: INK, "font-size": 12 }, label(one));
  });
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

/** 1500 → 1,500; 2000000 → 2M. */
export function compact(value: number): string {
  if (Math.abs(value) >= 1e6) return `${Number((value / 1e6).toPrecision(3))}M`;
  return value.toLocaleString("en-GB", { maximumFractionDigits: 3 });
}
