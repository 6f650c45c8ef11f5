import uPlot from "uplot";
import type { SeriesStyle } from "../theme/colours.js";

/** One line; `low` and `high` are the edges of its band, where it has one. All in order of x. */
export interface ChartSeries {
  readonly name: string;
  readonly style: SeriesStyle;
  readonly x: readonly number[];
  readonly y: readonly (number | null)[];
  readonly low?: readonly (number | null)[];
  readonly high?: readonly (number | null)[];
}

/** All series over one common x, as uPlot wants them: of each its line, lower and upper edge. */
export function alignSeries(series: readonly ChartSeries[]): uPlot.AlignedData {
  if (series.length === 0) return [[]];
  return uPlot.join(
    series.map(
      ({ x, y, low = y, high = y }) => [x, y, low, high].map((values) => [...values]) as uPlot.AlignedData,
    ),
  );
}
