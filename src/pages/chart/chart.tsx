import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import "./chart.css";
import { isDark } from "../theme/dark.js";
import { chartOptions } from "./chart-options.js";
import type { ChartSeries } from "./chart-series.js";
import { alignSeries, hasBand } from "./chart-series.js";
import { readingAt } from "./reading.js";
import { keyedRange, type Range } from "./zoom.js";

export interface ChartProps {
  /** For those who do not see it. */
  readonly label: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly series: readonly ChartSeries[];
  /** In pixels. */
  readonly height?: number;
  /** What of the axis is shown, where whoever uses the chart keeps it; with `onRange`. */
  readonly range?: Range | undefined;
  /** Told what the reader wants to see by dragging or by keys; undefined for all. */
  readonly onRange?: (range: Range | undefined) => void;
  /** The whole axis, with `range`: that of the series unless given. */
  readonly extent?: Range | undefined;
  /** Whether values are shown by their logarithm. */
  readonly isLog?: boolean;
  /** A value to draw a dotted line at. */
  readonly mark?: number | undefined;
}

/**
 * Lines with bands over a common axis. Dragging zooms, a double click shows all again; with the keyboard + and − zoom,
 * arrows move, 0 shows all. Pointing reads the values.
 */
export function Chart(props: ChartProps) {
  const { label, xLabel, yLabel, series, height = 320, range, isLog = false, mark } = props;
  const host = useRef<HTMLDivElement>(null);
  const reading = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const latest = useRef(props);
  latest.current = props;
  const dark = isDark.value;
  const styles = series.map((one) => [one.name, one.style, hasBand(one), one.isFaint]);
  const look = JSON.stringify([styles, xLabel, yLabel, dark, height, isLog, mark]);

  // Anew only where the look changes: data alone are handed on, so that a zoom stays.
  useEffect(() => {
    const element = host.current!;
    const width = element.clientWidth;
    const options = chartOptions(series, { xLabel, yLabel, dark, height, width, isLog, mark });
    const made = new uPlot(withZoom(options, latest, reading), alignSeries(series), element);
    plot.current = made;
    const kept = latest.current.range;
    if (kept !== undefined) made.setScale("x", { min: kept[0], max: kept[1] });
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
    };
  }, [look]);
  const [from, to] = range ?? [];
  useEffect(() => {
    const made = plot.current!;
    const { min, max } = made.scales.x!;
    const all = made.data[0]!;
    const isKept = latest.current.onRange !== undefined;
    // A plot that was just made has no scale yet.
    const isWithin = min != null && max != null && all.length > 0 && (min > all[0]! || max < all.at(-1)!);
    const isZoomed = isKept ? from !== undefined : isWithin;
    made.setData(alignSeries(series), !isZoomed);
    if (!isZoomed) return;
    if (isKept) made.setScale("x", { min: from!, max: to! });
    else made.redraw();
  }, [series, from, to]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const { min, max } = plot.current!.scales.x!;
    const all = plot.current!.data[0]!;
    if (all.length === 0 || min === undefined || max === undefined) return;
    const whole = latest.current.extent ?? ([all[0]!, all.at(-1)!] as const);
    const wanted = keyedRange(event.key, [min, max], whole);
    if (wanted === null) return;
    event.preventDefault();
    if (latest.current.onRange !== undefined) latest.current.onRange(wanted);
    else plot.current!.setScale("x", { min: (wanted ?? whole)[0], max: (wanted ?? whole)[1] });
  };
  return (
    <div class="chart">
      {/* biome-ignore lint/a11y/useSemanticElements: a group of drawn lines, no form */}
      <div
        ref={host}
        class="chart-canvas"
        role="group"
        aria-roledescription="chart"
        aria-label={`${label}. Plus and minus zoom, arrows move, 0 shows all.`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: keys zoom
        tabIndex={0}
        onKeyDown={onKeyDown}
      />
      <div ref={reading} class="chart-reading" aria-hidden="true" hidden />
    </div>
  );
}

/** Hears what the reader drags over and points at. */
function withZoom(
  options: uPlot.Options,
  latest: { readonly current: ChartProps },
  reading: { readonly current: HTMLDivElement | null },
): uPlot.Options {
  const isKept = latest.current.onRange !== undefined;
  return {
    ...options,
    cursor: {
      ...options.cursor!,
      ...(isKept && {
        drag: { x: true, y: false, setScale: false },
        bind: {
          dblclick: () => () => {
            latest.current.onRange?.(undefined);
            return null;
          },
        },
      }),
    },
    hooks: {
      ...options.hooks,
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (!isKept || width === 0) return;
          latest.current.onRange?.([plot.posToVal(left, "x"), plot.posToVal(left + width, "x")]);
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
      setCursor: [(plot) => readingAt(plot, latest.current.series, reading.current)],
    },
  };
}
