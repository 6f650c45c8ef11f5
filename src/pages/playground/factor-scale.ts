const POSITIONS_PER_OCTAVE = 2;

/** A slider of factors goes from minus this to this; 0 is the factor 1. */
export const LAST_POSITION = 6 * POSITIONS_PER_OCTAVE;

/** In three digits: what a link says is what trains. */
export function factorAt(position: number): number {
  return Number((2 ** (position / POSITIONS_PER_OCTAVE)).toPrecision(3));
}

/** The position nearest to a factor. */
export function positionOf(factor: number): number {
  return Math.round(Math.log2(factor) * POSITIONS_PER_OCTAVE);
}

/** Least and most that a factor may be. */
export const FACTOR_LIMITS = { least: factorAt(-LAST_POSITION), most: factorAt(LAST_POSITION) } as const;
