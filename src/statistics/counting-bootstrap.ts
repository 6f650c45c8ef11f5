import { type BootstrapOptions, type Interval, percentileInterval } from "./bootstrap.js";
import type { Estimate } from "./task-scores.js";
import { seededUniform } from "./uniform.js";

/** For statistics that come with a 95 % interval. */
export type ResamplingOptions = Omit<BootstrapOptions, "confidence">;

/**
 * Statistics of a resample, told by how often each run was drawn, runs of all strata in one row.
 *
 * @param out what is written: one number for each statistic
 */
export type CountStatistics = (counts: Int32Array, out: Float64Array) => void;

/**
 * Several statistics with 95 % percentile intervals from the same stratified resamples: each stratum is resampled
 * within itself. Counts tell all of a resample, for order does not matter, and a statistic that knows the order
 * of its values needs no sorting then.
 *
 * @param sizes runs of each stratum, ≥ 1
 * @param width how many statistics there are
 */
export function estimate(
  sizes: readonly number[],
  width: number,
  statistics: CountStatistics,
  options: ResamplingOptions = {},
): Estimate[] {
  const out = new Float64Array(width);
  statistics(new Int32Array(total(sizes)).fill(1), out);
  const values = [...out];
  const intervals = countingBootstrap(sizes, width, statistics, options);
  return values.map((value, k) => ({ value, ci95: intervals[k]! }));
}

/** The intervals alone, of any confidence. */
export function countingBootstrap(
  sizes: readonly number[],
  width: number,
  statistics: CountStatistics,
  { resamples = 2000, confidence = 0.95, uniform = seededUniform() }: BootstrapOptions = {},
): Interval[] {
  const counts = new Int32Array(total(sizes));
  const out = new Float64Array(width);
  const resampled = Array.from(out, () => new Float64Array(resamples));
  for (let round = 0; round < resamples; round++) {
    draw(counts, sizes, uniform);
    statistics(counts, out);
    for (let k = 0; k < width; k++) resampled[k]![round] = out[k] as number;
  }
  return resampled.map((values) => percentileInterval(values, confidence));
}

const total = (sizes: readonly number[]): number => sizes.reduce((sum, size) => sum + size, 0);

function draw(counts: Int32Array, sizes: readonly number[], uniform: () => number): void {
  counts.fill(0);
  let first = 0;
  for (const size of sizes) {
    for (let i = 0; i < size; i++) {
      const run = first + Math.floor(uniform() * size);
      counts[run] = (counts[run] as number) + 1;
    }
    first += size;
  }
}
