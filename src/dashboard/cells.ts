import type { Curve } from "./followed-curve.js";
import type { Axis } from "./messages.js";

/** Equal cells of (from, to] of an axis. */
export interface Grid {
  readonly from: number;
  readonly to: number;
  readonly cells: number;
}

/** Most points of a line: more would show noise rather than learning. */
const MOST_CELLS = 160;

/**
 * The end of the axis: the budget, or as long as nobody has come halfway its half, quarter and so on. So cells stay
 * where they are most of the time while a run goes on, and a short beginning is not drawn as a dot.
 */
export function axisEnd(budget: number, furthest: number, isOver: boolean): number {
  if (isOver || furthest > budget) return furthest;
  let end = budget;
  while (end / 2 >= furthest && end > 1) end /= 2;
  return end;
}

/** As many cells as the bins of the curves that are shown can fill. */
export function gridOf(curves: readonly Curve[], axis: Axis, from: number, to: number): Grid {
  const widths = curves.map((curve) => curve[axis].at(-1)! / curve[axis].length);
  const width = Math.min(...widths);
  return { from, to, cells: Math.max(1, Math.min(MOST_CELLS, Math.floor((to - from) / width))) };
}

/** Where the cells' values stand: in the middle of their members. Cell (4, 5] of episodes is episode 5. */
export function positionsOf({ from, to, cells }: Grid, axis: Axis): number[] {
  const half = axis === "episode" ? 0.5 : 0;
  const width = (to - from) / cells;
  return Array.from({ length: cells }, (_, cell) => from + (cell + 0.5) * width + half);
}

/**
 * Means of a curve, which is constant within each of its bins, over the cells; NaN where it has nothing.
 *
 * @param isOver whether it grows no further: until then a cell counts from the half of it on
 */
export function cellMeans(curve: Curve, axis: Axis, grid: Grid, isOver: boolean): Float64Array {
  const { from, to, cells } = grid;
  const width = (to - from) / cells;
  const sums = new Float64Array(cells);
  const weights = new Float64Array(cells);
  const ends = curve[axis];
  let start = 0;
  for (let k = 0; k < ends.length; k++) {
    const low = Math.max(start, from);
    const high = Math.min(ends[k]!, to);
    for (let cell = Math.floor((low - from) / width); cell < cells && from + cell * width < high; cell++) {
      const overlap = Math.min(high, from + (cell + 1) * width) - Math.max(low, from + cell * width);
      if (overlap <= 0) continue;
      sums[cell] = sums[cell]! + overlap * curve.meanReturn[k]!;
      weights[cell] = weights[cell]! + overlap;
    }
    start = ends[k]!;
  }
  const least = isOver ? 0 : width / 2;
  return sums.map((sum, cell) => (weights[cell]! > least ? sum / weights[cell]! : Number.NaN));
}

/** Means over so many cells around each, as far as there are values; NaN stays. */
export function smoothed(values: Float64Array, cells: number): Float64Array {
  const half = Math.floor(cells / 2);
  if (half === 0) return values;
  return values.map((own, at) => {
    if (Number.isNaN(own)) return own;
    let sum = 0;
    let count = 0;
    for (let k = Math.max(0, at - half); k <= Math.min(values.length - 1, at + half); k++) {
      if (Number.isNaN(values[k])) continue;
      sum += values[k]!;
      count++;
    }
    return sum / count;
  });
}
