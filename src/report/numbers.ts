import type { Interval } from "../statistics/bootstrap.js";

/** What stands in a cell without a value. */
export const ABSENT = "–";

/**
 * Decimals that show about four figures of the largest of these values, 0 to 3: the same for a
 * whole column, so that its numbers can be compared at a glance.
 */
export function decimalsFor(values: Iterable<number>): number {
  let largest = 0;
  for (const value of values) if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  if (largest === 0) return 1;
  return Math.min(3, Math.max(0, 3 - Math.floor(Math.log10(largest))));
}

/** A number with fixed decimals, never "-0.0". */
export function fixed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return ABSENT;
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? text.replace("-", "") : text;
}

/** `[lo, hi]` */
export function intervalText([low, high]: Interval, decimals: number): string {
  return `[${fixed(low, decimals)}, ${fixed(high, decimals)}]`;
}

/** `mean ± std` */
export function meanStd(mean: number, std: number, decimals: number): string {
  return `${fixed(mean, decimals)} ± ${fixed(std, decimals)}`;
}

/** `mean ± std [lo, hi]` */
export function meanStdInterval(mean: number, std: number, interval: Interval, decimals: number): string {
  return `${meanStd(mean, std, decimals)} ${intervalText(interval, decimals)}`;
}

/**
 * `value [lo, hi]`, with decimals that tell at least two digits of how wide the interval is, and three at least: for tables
 * whose values are of very different sizes.
 */
export function withInterval(value: number, interval: Interval): string {
  const width = interval[1] - interval[0];
  const decimals = width > 0 ? Math.min(10, Math.max(3, Math.ceil(1 - Math.log10(width)))) : 3;
  return `${fixed(value, decimals)} ${intervalText(interval, decimals)}`;
}

/** As figures show it: with a minus sign, which tables leave to programs that read them. */
export const withMinus = (number: string): string => number.replace(/^-/, "−");

/** For axes: 1500 → 1,500; −2000000 → −2M; 0.00002 → 2e-5. */
export const compact = (value: number): string => withMinus(compactSize(value));

function compactSize(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e12 || (size > 0 && size < 1e-3))
    return Number(value.toPrecision(3)).toExponential().replace("e+", "e");
  if (size >= 1e9) return `${Number((value / 1e9).toPrecision(3))}G`;
  if (size >= 1e6) return `${Number((value / 1e6).toPrecision(3))}M`;
  return value.toLocaleString("en-GB", { maximumSignificantDigits: 6 });
}
