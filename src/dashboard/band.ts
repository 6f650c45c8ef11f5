import { bandOf } from "../report/curve-bands.js";
import { iqm, mean, percentile } from "../statistics/index.js";
import type { Band, Centre, Numbers } from "./messages.js";

/** A line over seeds and its band, at each cell over those seeds that have come so far. */
export interface BandedLine {
  readonly y: Numbers;
  readonly low: Numbers;
  readonly high: Numbers;
  readonly counts: readonly number[];
}

/** @param runs values by seed and cell, NaN where a seed has none */
export function bandedLine(
  runs: readonly Float64Array[],
  cells: number,
  { centre, band }: { readonly centre: Centre; readonly band: Band },
): BandedLine {
  const y: (number | null)[] = new Array(cells).fill(null);
  const low = [...y];
  const high = [...y];
  const counts: number[] = new Array(cells).fill(0);
  for (const { first, last, members } of stretches(runs, cells)) {
    const count = members.length;
    const own = members.map((run) => run.subarray(first, last + 1));
    const positions = Array.from({ length: last + 1 - first }, (_, k) => first + k);
    counts.fill(count, first, last + 1);
    if (band === "ci95" && count > 1) {
      bandOf(positions, own, centre).forEach((point, k) => {
        [y[first + k], low[first + k], high[first + k]] = [point.value, point.low, point.high].map(short);
      });
      continue;
    }
    for (const [k, cell] of positions.entries()) {
      const values = Float64Array.from(own, (run) => run[k]!).sort();
      y[cell] = short(centre === "iqm" ? iqm(values) : mean(values));
      if (band !== "iqr" || count < 2) continue;
      low[cell] = short(percentile(values, 25));
      high[cell] = short(percentile(values, 75));
    }
  }
  return { y, low, high, counts };
}

interface Stretch {
  readonly first: number;
  readonly last: number;
  readonly members: readonly Float64Array[];
}

/** Successive cells with values of the same seeds; cells without any are left out. */
function stretches(runs: readonly Float64Array[], cells: number): Stretch[] {
  const found: Stretch[] = [];
  let first = 0;
  const isSame = (a: number, b: number): boolean =>
    runs.every((run) => Number.isNaN(run[a]) === Number.isNaN(run[b]));
  for (let cell = 0; cell < cells; cell++) {
    if (cell + 1 < cells && isSame(cell, cell + 1)) continue;
    const members = runs.filter((run) => !Number.isNaN(run[cell]));
    if (members.length > 0) found.push({ first, last: cell, members });
    first = cell + 1;
  }
  return found;
}

/** Six figures: a picture shows no more. */
export const short = (value: number): number => Number(value.toPrecision(6));
