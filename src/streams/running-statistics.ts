import type { OperatorFunction } from "rxjs";
import { operator, Stage } from "./stage.js";

/** Of all values so far. */
export interface RunningStatistics {
  readonly count: number;
  readonly mean: number;
  /** Population variance (ddof 0). */
  readonly variance: number;
  readonly min: number;
  readonly max: number;
}

/**
 * Mean, variance, minimum and maximum of the numbers so far, in constant memory and without
 * cancellation (Welford 1962, "Note on a method for calculating corrected sums of squares and
 * products"). Emits a fresh object per number.
 *
 * @example
 * ```ts
 * import { from, lastValueFrom } from "rxjs";
 * import { runningStatistics } from "creditgym/streams";
 *
 * const { mean, variance, max } = await lastValueFrom(from([2, 4, 9]).pipe(runningStatistics()));
 * console.log(mean, variance.toFixed(3), max); // → 5 8.667 9
 * ```
 */
export function runningStatistics(): OperatorFunction<number, RunningStatistics> {
  return operator((out) => new RunningStatisticsStage(out));
}

class RunningStatisticsStage extends Stage<number, RunningStatistics> {
  private count = 0;
  private mean = 0;
  private squares = 0;
  private min = Number.POSITIVE_INFINITY;
  private max = Number.NEGATIVE_INFINITY;

  protected override _next(value: number): void {
    this.count++;
    const before = value - this.mean;
    this.mean += before / this.count;
    this.squares += before * (value - this.mean);
    this.min = Math.min(this.min, value);
    this.max = Math.max(this.max, value);
    this.out.next({
      count: this.count,
      mean: this.mean,
      variance: this.squares / this.count,
      min: this.min,
      max: this.max,
    });
  }
}
