import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { isDark } from "../theme/dark.js";
import type { ChartSeries } from "./chart-series.js";
import { alignSeries } from "./chart-series.js";

export interface ChartProps {
  /** For those who do not see it. */
  readonly label: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly series: readonly ChartSeries[];
  /** In pixels. */
  readonly height?: number;
}

/** Lines with bands over a common axis. Dragging zooms, a double click shows all again. */
export function Chart({ label, xLabel, yLabel, series, height = 320 }: ChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const dark = isDark.value;
  const look = JSON.stringify([series.map(({ name, style }) => [name, style]), xLabel, yLabel, dark, height]);

  // Anew only where the look changes: data alone are handed on, so that a zoom stays.
  useEffect(() => {
    const element = host.current!;
    const options = optionsOf(series, { xLabel, yLabel, dark, height, width: element.clientWidth });
    const made = new uPlot(options, alignSeries(series), element);
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
    };
  }, [look]);
  useEffect(() => {
    const made = plot.current!;
    const { min, max } = made.scales.x!;
    const all = made.data[0]!;
    const isZoomed = all.length > 0 && (min! > all[0]! || max! < all.at(-1)!);
    made.setData(alignSeries(series), !isZoomed);
    if (isZoomed) made.redraw();
  }, [series]);

  return <div class="chart" ref={host} role="img" aria-label={label} />;
}

interface Look {
  readonly xLabel: string;
  readonly yLabel: string;
  readonly dark: boolean;
  readonly width: number;
  readonly height: number;
}

function optionsOf(series: readonly ChartSeries[], look: Look): uPlot.Options {
  const { xLabel, yLabel, dark, width, height } = look;
  const [ink, grid] = dark ? ["#a0a8b0", "#2b3138"] : ["#59626c", "#e6e9ec"];
  const axis = { stroke: ink, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid, width: 1 } };
  // Of each series its line, then the lower and the upper edge of its band.
  const lines = series.flatMap(({ name, style }): uPlot.Series[] => {
    const stroke = dark ? style.dark : style.light;
    const edge: uPlot.Series = { stroke: "transparent", points: { show: false }, spanGaps: true };
    const line = {
      label: name,
      stroke,
      width: 2,
      dash: [...style.dash],
      points: { show: false },
      spanGaps: true,
    };
    return [line, edge, edge];
  });
  const bands = series.map(({ style }, k): uPlot.Band => {
    return { series: [3 * k + 3, 3 * k + 2], fill: `${dark ? style.dark : style.light}2e` };
  });
  return {
    ...{ width, height, bands },
    legend: { show: false },
    cursor: { drag: { x: true, y: false } },
    scales: { x: { time: false } },
    axes: [
      { ...axis, label: xLabel },
      { ...axis, label: yLabel, size: 60 },
    ],
    series: [{}, ...lines],
  };
}
