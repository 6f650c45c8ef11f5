import type { Seen } from "../worker/messages.js";
import type { DrawnUnit } from "./draw.js";

/**
 * How units are drawn: binary ones are lit where they fire, others by what they put out. Rings are shares of
 * the largest credit of their layer: sizes differ by orders of magnitude between layers.
 *
 * @param sizes inputs, then the units of each layer
 */
export function drawnUnits(
  { activity, credit }: Pick<Seen, "activity" | "credit">,
  sizes: readonly number[],
): readonly (readonly DrawnUnit[])[] {
  let start = 0;
  return sizes.map((size, l) => {
    const own = activity.subarray(start, start + size);
    // Inputs have no credit.
    const told =
      l === 0 ? new Float32Array(size) : credit.subarray(start - sizes[0]!, start - sizes[0]! + size);
    start += size;
    const brightest = l === 0 ? Math.max(largest(own), 1e-9) : 1;
    const most = largest(told);
    return Array.from(own, (value, k) => ({
      lit: Math.min(Math.max(value / brightest, -1), 1),
      credit: most === 0 ? 0 : told[k]! / most,
    }));
  });
}

/** Mean size of each layer's credit, bottom to top. */
export function layerCredits(credit: Float32Array, units: readonly number[]): readonly number[] {
  let start = 0;
  return units.map((size) => {
    const own = credit.subarray(start, start + size);
    start += size;
    return own.reduce((sum, value) => sum + Math.abs(value), 0) / size;
  });
}

const largest = (values: Float32Array): number =>
  values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
