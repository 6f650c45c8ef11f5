// π in two parts: the first has 33 bits, so that small multiples of it are exact.
const PI_HIGH = 3.1415926534682512;
const PI_LOW = 1.2154201013012384e-10;

// Of the series of the sine.
const C3 = -1 / 6;
const C5 = 1 / 120;
const C7 = -1 / 5040;
const C9 = 1 / 362880;
const C11 = -1 / 39916800;
const C13 = 1 / 6227020800;
const C15 = -1 / 1307674368000;
const C17 = 1 / 355687428096000;
const C19 = -1 / 121645100408832000;
const C21 = 1 / 51090942171709440000;

/**
 * cos x of a float32 angle up to ± 100, within four units in the last place: for use where the result is
 * rounded to float32 next. Without a branch and without a call into the engine's library, which costs
 * more than all the rest of a step.
 */
export function wideCosine(x: number): number {
  // cos x = ± sin r, where r = x − (k − ½) π lies within ± π / 2, and k odd gives the minus.
  const k = Math.floor(x * (1 / Math.PI) + 1);
  const r = x - (k - 0.5) * PI_HIGH - (k - 0.5) * PI_LOW;
  // Terms in pairs, so that the processor works on several at once.
  const z = r * r;
  const z2 = z * z;
  const z4 = z2 * z2;
  const low = C3 + z * C5 + z2 * (C7 + z * C9);
  const high = C11 + z * C13 + z2 * (C15 + z * C17) + z4 * (C19 + z * C21);
  return (r + r * (z * (low + z4 * high))) * (1 - 2 * (k & 1));
}
