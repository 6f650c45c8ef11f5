/** So many times what the last look took, so that looking costs the training next to nothing. */
export const COST_FACTOR = 120;

/**
 * Milliseconds from one look at files to the next.
 *
 * @param cost milliseconds that the last look took
 */
export function lookPause(
  cost: number,
  { least, most }: { readonly least: number; readonly most: number },
): number {
  return Math.min(most, Math.max(least, COST_FACTOR * cost));
}
