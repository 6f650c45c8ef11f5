/** How far an expected update is from a gradient. */
export interface Agreement {
  /** ‖update − gradient‖/‖gradient‖. */
  readonly relativeError: number;
  /** Of the angle between the two; 1 when they point the same way, 0 for no update. */
  readonly cosine: number;
}

/** Compares two vectors that are given in pieces (layers). */
export function agreement(update: readonly Float64Array[], gradient: readonly Float64Array[]): Agreement {
  const difference = update.map((piece, l) => piece.map((value, k) => value - gradient[l][k]));
  const norm = Math.sqrt(dot(gradient, gradient));
  const updateNorm = Math.sqrt(dot(update, update));
  return {
    relativeError: Math.sqrt(dot(difference, difference)) / norm,
    cosine: updateNorm === 0 ? 0 : dot(update, gradient) / (updateNorm * norm),
  };
}

/** Scalar product of two vectors in pieces. */
export function dot(a: readonly ArrayLike<number>[], b: readonly ArrayLike<number>[]): number {
  let sum = 0;
  for (let l = 0; l < a.length; l++) {
    for (let k = 0; k < a[l].length; k++) sum += a[l][k] * b[l][k];
  }
  return sum;
}

/** Largest |a − b|. NaN when either has a NaN. */
export function maxAbsDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  for (let k = 0; k < a.length; k++) largest = Math.max(largest, Math.abs(a[k] - b[k]));
  return largest;
}
