/**
 * Ranks of values, evenly from −½ (lowest) to ½ (highest), their sum 0 (the fitness shaping of Salimans et al. 2017,
 * arXiv 1703.03864, with ties made fair): equal values share the mean of their ranks, so that neither their order nor
 * any increasing function of them makes a difference. Values that are not finite share the lowest ranks: a lifetime
 * that diverged is worse than any that did not. A single value has rank 0.
 */
export function centredRanks(values: ArrayLike<number>): Float64Array {
  const count = values.length;
  const keys = Float64Array.from(values, (value) => (Number.isFinite(value) ? value : -Infinity));
  const order = Array.from(keys.keys()).sort((a, b) =>
    keys[a]! < keys[b]! ? -1 : keys[a]! > keys[b]! ? 1 : a - b,
  );
  const ranks = new Float64Array(count);
  for (let first = 0; first < count; ) {
    let end = first + 1;
    while (end < count && keys[order[end]!] === keys[order[first]!]) end++;
    // Doubled ranks are whole numbers: what is opposite is so exactly.
    const rank = count === 1 ? 0 : (first + end - 1 - (count - 1)) / (2 * (count - 1));
    for (let k = first; k < end; k++) ranks[order[k]!] = rank;
    first = end;
  }
  return ranks;
}
