import { sampleEfficiencyCurve } from "../statistics/index.js";

/** A bin of a learning curve: the episodes after the bin before, up to `episode`. */
export interface PlottedPoint {
  /** Episodes completed by the end of the bin. */
  readonly episode: number;
  /** Transitions made by the end of the bin. */
  readonly step: number;
  readonly meanReturn: number;
}

/** The curves of one rule in one environment, one per seed. */
export interface CurveSeries {
  readonly env: string;
  readonly rule: string;
  readonly curves: readonly { readonly seed: number; readonly points: readonly PlottedPoint[] }[];
}

export type CurveAxis = "episode" | "step";

/** A point of a line over seeds with its 95 % bootstrap interval; NaN where the line has a gap. */
export interface BandPoint {
  readonly x: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Most cells of the common grid: more would show noise rather than learning. */
const CELLS = 80;
/** From so many seeds on a few good or bad ones can be cut off: the interquartile mean takes the mean's place. */
export const ROBUST_SEEDS = 5;
/** For bands, whose ends are read off a figure. */
export const BAND_RESAMPLES = 1000;

/**
 * Brings the curves of several seeds, whose bins may differ, onto a common grid of at most 80 cells
 * and sums each cell up over seeds. The grid ends where the shortest curve does, so that every point
 * is of all seeds; curves without points are left out. Intervals are pointwise.
 */
export function curveBand(
  curves: CurveSeries["curves"],
  axis: CurveAxis,
  centre: "mean" | "iqm",
): readonly BandPoint[] {
  const filled = curves.map(({ points }) => points).filter((points) => points.length > 0);
  if (filled.length === 0) return [];
  const end = Math.min(...filled.map((points) => points.at(-1)![axis]));
  const cells = Math.max(1, Math.min(CELLS, Math.floor(end)));
  // The middle of the cell's members: cell (4, 5] of episodes is episode 5.
  const half = axis === "episode" ? 0.5 : 0;
  return bandOf(
    Array.from({ length: cells }, (_, i) => ((i + 0.5) * end) / cells + half),
    filled.map((points) => rebin(points, axis, end, cells)),
    centre,
  );
}

/** Sums several runs up at each point: `runs[run][point]`, as many as there are positions. */
export function bandOf(
  positions: readonly number[],
  runs: readonly ArrayLike<number>[],
  centre: "mean" | "iqm",
): BandPoint[] {
  const points = sampleEfficiencyCurve([runs], { aggregate: centre, resamples: BAND_RESAMPLES });
  return points.map(({ value, ci95: [low, high] }, i) => ({ x: positions[i]!, value, low, high }));
}

/** Means over `cells` equal cells of (0, end] of a curve that is constant within each of its bins. */
export function rebin(
  points: readonly PlottedPoint[],
  axis: CurveAxis,
  end: number,
  cells: number,
): Float64Array {
  const sums = new Float64Array(cells);
  const weights = new Float64Array(cells);
  const width = end / cells;
  let from = 0;
  for (const point of points) {
    const to = Math.min(point[axis], end);
    for (let cell = Math.floor(from / width); cell < cells && cell * width < to; cell++) {
      const overlap = Math.min(to, (cell + 1) * width) - Math.max(from, cell * width);
      if (overlap <= 0) continue;
      sums[cell] = (sums[cell] as number) + overlap * point.meanReturn;
      weights[cell] = (weights[cell] as number) + overlap;
    }
    from = to;
  }
  return sums.map((sum, i) => sum / (weights[i] as number));
}
