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
  /** Whether it stands behind the others, thin and pale, and is not read out. */
  readonly isFaint?: boolean;
  /** What the reading at a point says beside the value, such as how many seeds there are. */
  readonly notes?: readonly string[];
}

export const hasBand = ({ low, high }: ChartSeries): boolean => low !== undefined && high !== undefined;

/** All series over one common x, as uPlot wants them: of each its line, then the edges of its band if it has one. */
export function alignSeries(series: readonly ChartSeries[]): uPlot.AlignedData {
  if (series.length === 0) return [[]];
  return uPlot.join(
    series.map((one) => {
      const { x, y, low, high } = one;
      const columns = hasBand(one) ? [x, y, low!, high!] : [x, y];
      return columns.map((values) => [...values]) as uPlot.AlignedData;
    }),
  );
}
