import type { FitnessMeasure } from "./definition.js";

/** Of the batches of a lifetime; as `finalReturn` counts episodes. */
const LAST = 10;

/**
 * What each member scored: the mean over its tasks of the measure; NaN where a lifetime's returns are not numbers.
 *
 * @param returns [members × tasks × batches]: the mean return of each batch of episodes
 */
export function scores(
  returns: Float64Array,
  { members, batches }: { readonly members: number; readonly batches: number },
  measure: FitnessMeasure,
): Float64Array {
  const first = batches - counted(measure, batches);
  const each = returns.length / members;
  return Float64Array.from({ length: members }, (_, member) => {
    let sum = 0;
    let count = 0;
    for (let lifetime = member * each; lifetime < (member + 1) * each; lifetime += batches) {
      for (let batch = first; batch < batches; batch++) {
        sum += returns[lifetime + batch]!;
        count++;
      }
    }
    return sum / count;
  });
}

/** How many of a lifetime's batches, its last ones, count. */
function counted(measure: FitnessMeasure, batches: number): number {
  // The last one is of test samples.
  if (measure === "test") return 1;
  return measure === "final" ? Math.max(1, Math.floor(batches / LAST)) : batches;
}
