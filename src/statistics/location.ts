/** Arithmetic mean; NaN of no values. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return sum / values.length;
}

/** Population standard deviation (ddof 0, as NumPy's default); NaN of no values. */
export function std(values: ArrayLike<number>): number {
  const centre = mean(values);
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += ((values[i] as number) - centre) ** 2;
  return Math.sqrt(squares / values.length);
}

/**
 * Interquartile mean: what is left after ⌊n/4⌋ values are cut at each end, averaged. Fewer than
 * four values: their mean; NaN of none, or of any NaN.
 *
 * Source: Agarwal et al. 2021, "Deep reinforcement learning at the edge of the statistical
 * precipice", §4.3, by the definition of its library rliable (`scipy.stats.trim_mean`, 0.25).
 */
export function iqm(values: ArrayLike<number>): number {
  const sorted = ascending(values);
  const cut = Math.floor(sorted.length / 4);
  // NaN sorts last, where it would be cut off.
  if (Number.isNaN(sorted.at(-1))) return Number.NaN;
  return mean(sorted.subarray(cut, sorted.length - cut));
}

/** Insertion is faster than the engine's sort up to about so many values. */
const FEW = 32;

function ascending(values: ArrayLike<number>): Float64Array {
  const sorted = new Float64Array(values);
  if (sorted.length > FEW) return sorted.sort();
  for (let i = 1; i < sorted.length; i++) {
    const value = sorted[i] as number;
    if (Number.isNaN(value)) return sorted.sort();
    let at = i;
    for (; at > 0 && (sorted[at - 1] as number) > value; at--) sorted[at] = sorted[at - 1] as number;
    sorted[at] = value;
  }
  return sorted;
}

/**
 * Percentile by linear interpolation between order statistics (NumPy's default, Hyndman and Fan's
 * type 7).
 *
 * @param sorted ascending
 * @param percent in [0, 100]
 */
export function percentile(sorted: ArrayLike<number>, percent: number): number {
  const position = (percent / 100) * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[Math.ceil(position)] ?? Number.NaN;
  return low === high ? low : low + (position - below) * (high - low);
}
