// Series of sine and cosine for small angles: every term that reaches the last bit below LIMIT.
// Written out here because a call into the engine's library costs more than the rest of a step,
// and because engines round differently, which parts two long runs for good.
const LIMIT = 0.3;

/** sin x, within one unit in the last place for |x| ≤ 0.3 and by the engine's own beyond. */
export function sine(x: number): number {
  if (!(x <= LIMIT && x >= -LIMIT)) return Math.sin(x);
  const z = x * x;
  return (
    x +
    x *
      (z *
        (-1 / 6 + z * (1 / 120 + z * (-1 / 5040 + z * (1 / 362880 + z * (-1 / 39916800 + z / 6227020800))))))
  );
}

/** cos x, within one unit in the last place for |x| ≤ 0.3 and by the engine's own beyond. */
export function cosine(x: number): number {
  if (!(x <= LIMIT && x >= -LIMIT)) return Math.cos(x);
  const z = x * x;
  return 1 - z * (0.5 - z * (1 / 24 - z * (1 / 720 - z * (1 / 40320 - z * (1 / 3628800 - z / 479001600)))));
}
