import uPlot from "uplot";
import { compact } from "../../report/numbers.js";
import { valueRange } from "../../report/value-axis.js";
import type { ChartSeries } from "./chart-series.js";
import { hasBand } from "./chart-series.js";

export interface ChartLook {
  readonly xLabel: string;
  readonly yLabel: string;
  readonly dark: boolean;
  readonly width: number;
  readonly height: number;
  readonly isLog: boolean;
  readonly mark: number | undefined;
}

/** Lines of more points show these no more. */
const MOST_DOTS = 40;

/** Pixels from one number of the horizontal axis to the next, at least: "100,000" has room. */
const TICK_SPACE = 60;

/** What axes count comes in wholes. */
const WHOLE_STEPS = Array.from({ length: 12 }, (_, k) => [1, 2, 5].map((digit) => digit * 10 ** k)).flat();

/** Room above and below lines, as a part of their height; uPlot's own. */
const PADDING = 0.1;

/** As in reports; nothing is drawn where there is no value. */
const paddedRange: uPlot.Range.Function = (_, lowest, highest) => {
  if (lowest == null) return [null, null];
  const [from, to] = valueRange(lowest, highest);
  return lowest === highest ? [from, to] : uPlot.rangeNum(from, to, PADDING, true);
};

/** Fades a colour, `#rrggbb`. */
const pale = (colour: string, opacity: string): string => `${colour}${opacity}`;

/** How uPlot draws series: of each its line, then the edges of its band if it has one. */
export function chartOptions(series: readonly ChartSeries[], look: ChartLook): uPlot.Options {
  const { xLabel, yLabel, dark, width, height, isLog, mark } = look;
  const [ink, grid] = dark ? ["#a0a8b0", "#2b3138"] : ["#59626c", "#e6e9ec"];
  const font = "12px system-ui, sans-serif";
  const axis = {
    stroke: ink,
    font,
    labelFont: font,
    grid: { stroke: grid, width: 1 },
    ticks: { stroke: grid, width: 1 },
  };
  const values: uPlot.Axis.DynamicValues = (_, ticks) =>
    ticks.map((tick) => (tick === null ? "" : compact(tick)));
  const lines: uPlot.Series[] = [{}];
  const bands: uPlot.Band[] = [];
  for (const one of series) {
    const colour = dark ? one.style.dark : one.style.light;
    lines.push({
      label: one.name,
      stroke: one.isFaint ? pale(colour, "59") : colour,
      width: one.isFaint ? 1 : 2,
      dash: one.isFaint ? [] : [...one.style.dash],
      // A point between gaps makes no line; gaps of others' points are none.
      points: { show: (_, __, from, to) => !one.isFaint && to - from <= MOST_DOTS, size: 4 },
    });
    if (!hasBand(one)) continue;
    const edge: uPlot.Series = { stroke: "transparent", points: { show: false } };
    lines.push(edge, { ...edge });
    bands.push({ series: [lines.length - 1, lines.length - 2], fill: pale(colour, "2e") });
  }
  return {
    ...{ width, height, bands },
    legend: { show: false },
    cursor: {
      drag: { x: true, y: false },
      points: { show: false },
    },
    scales: { x: { time: false }, y: isLog ? { distr: 3, log: 10 } : { range: paddedRange } },
    axes: [
      { ...axis, label: xLabel, values, incrs: WHOLE_STEPS, space: TICK_SPACE, size: 30, labelSize: 18 },
      { ...axis, label: yLabel, values, size: 52, labelSize: yLabel === "" ? 0 : 18 },
    ],
    series: lines,
    ...(mark !== undefined && { hooks: { drawClear: [(plot) => drawMark(plot, mark, ink!)] } }),
  };
}

/** A dotted line across, at a value that means something. */
function drawMark(plot: uPlot, value: number, colour: string): void {
  const { ctx, bbox } = plot;
  const y = plot.valToPos(value, "y", true);
  if (y < bbox.top || y > bbox.top + bbox.height) return;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.setLineDash([2, 4]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.restore();
}
