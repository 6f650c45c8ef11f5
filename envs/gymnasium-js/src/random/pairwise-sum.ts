/**
 * The sum as NumPy's `sum` rounds it for contiguous doubles: eight running sums in blocks of up to
 * 128 entries, longer arrays halved (numpy/_core/src/umath/loops_utils.h.src).
 */
export function pairwiseSum(values: ArrayLike<number>, from = 0, count = values.length): number {
  if (count < 8) {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += values[from + i]!;
    return sum;
  }
  if (count > 128) {
    const half = count >> 1;
    const first = half - (half % 8);
    return pairwiseSum(values, from, first) + pairwiseSum(values, from + first, count - first);
  }
  const r = Float64Array.from({ length: 8 }, (_, i) => values[from + i]!);
  let i = 8;
  for (; i < count - (count % 8); i += 8) {
    for (let lane = 0; lane < 8; lane++) r[lane] = r[lane]! + values[from + i + lane]!;
  }
  let sum = r[0]! + r[1]! + (r[2]! + r[3]!) + (r[4]! + r[5]! + (r[6]! + r[7]!));
  for (; i < count; i++) sum += values[from + i]!;
  return sum;
}
