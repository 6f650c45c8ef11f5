import type { SearchDimension, SearchRange } from "../definition.js";

/** Share of a range that counts as its edge. */
const EDGE = 0.05;

export function isRange(dimension: SearchDimension): dimension is SearchRange {
  return !Array.isArray(dimension);
}

/** Whether its values multiply what stood there. */
export function isFactor(dimension: SearchDimension): boolean {
  return isRange(dimension) && dimension.times === true;
}

/** The values of a grid, in order. @param steps of a range, ≥ 2; of whole numbers there may be fewer */
export function gridValues(dimension: SearchDimension): readonly unknown[] {
  if (!isRange(dimension)) return dimension;
  const steps = dimension.steps!;
  const values = Array.from({ length: steps }, (_, k) => valueAt(dimension, k / (steps - 1)));
  return [...new Set(values.map((value) => rounded(dimension, value, 12)))];
}

/** A random value, with six digits. @param uniform in [0, 1) */
export function drawnValue(dimension: SearchDimension, uniform: number): unknown {
  if (!isRange(dimension)) return dimension[Math.floor(uniform * dimension.length)];
  const { from, to, integer, log } = dimension;
  // Each whole number is as probable as any other, the two ends too.
  const value =
    integer === true && log !== true
      ? from + Math.floor(uniform * (to - from + 1))
      : valueAt(dimension, uniform);
  return rounded(dimension, value, 6);
}

/** At which end of what was searched a value lies, be it of a range or of at least three numbers. */
export function edgeOf(dimension: SearchDimension, value: unknown): "lower" | "upper" | undefined {
  if (typeof value !== "number") return undefined;
  const share = isRange(dimension) ? shareOf(dimension, value) : shareOfNumbers(dimension, value);
  if (share <= EDGE) return "lower";
  return share >= 1 - EDGE ? "upper" : undefined;
}

function valueAt({ from, to, log }: SearchRange, share: number): number {
  return log === true ? from * (to / from) ** share : from + (to - from) * share;
}

function shareOf({ from, to, log }: SearchRange, value: number): number {
  return log === true ? Math.log(value / from) / Math.log(to / from) : (value - from) / (to - from);
}

function shareOfNumbers(values: readonly unknown[], value: number): number {
  const numbers = [...new Set(values)].filter((one) => typeof one === "number").sort((a, b) => a - b);
  return numbers.length < 3 ? 0.5 : numbers.indexOf(value) / (numbers.length - 1);
}

/** So that what is told can be typed: whole, or with so many digits. */
function rounded({ from, to, integer }: SearchRange, value: number, digits: number): number {
  const near = integer === true ? Math.round(value) : Number(value.toPrecision(digits));
  return Math.min(to, Math.max(from, near));
}
