/** The largest number of NumPy's float16. */
export const FLOAT16_MAX = 65504;

/** Halfway to what would be the next number: ties go to infinity. */
const OVERFLOW = 65520;
const SMALLEST_EXPONENT = -14;
const FRACTION_BITS = 10;

/** The nearest float16 number, ties to even; ±Infinity beyond the largest. */
export function roundToHalf(value: number): number {
  if (value === 0 || Number.isNaN(value)) return value;
  if (Math.abs(value) >= OVERFLOW) return Math.sign(value) * Infinity;
  const exponent = Math.max(SMALLEST_EXPONENT, Math.floor(Math.log2(Math.abs(value))));
  const spacing = 2 ** (exponent - FRACTION_BITS);
  // Doubles of this size lie `spacing` apart, so that the addition rounds to its multiples.
  const shift = 1.5 * 2 ** 52 * spacing;
  return Math.sign(value) * (Math.abs(value) + shift - shift);
}
