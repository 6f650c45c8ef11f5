/** A place in a drawing, in its own units. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

export interface NetworkLayout {
  /** Inputs, then the units of each layer, bottom to top; from left to right in the drawing. */
  readonly spots: readonly (readonly Spot[])[];
  /** Of the dots. */
  readonly radius: number;
}

/** Dots one above the other, at most. */
const MOST_ROWS = 16;
/** Columns are further apart than rows: connections pass between them. */
const BREADTH = 1.4;

/** Middle of each layer. */
export function middles({ spots }: NetworkLayout): readonly number[] {
  return spots.map(
    (layer) => (Math.min(...layer.map(({ x }) => x)) + Math.max(...layer.map(({ x }) => x))) / 2,
  );
}

/** Places columns of dots, left to right, each layer centred in its part of the width and as high as it needs; the first begins at `left`. */
export function layOut(sizes: readonly number[], width: number, height: number, left = 0): NetworkLayout {
  const columns = sizes.map((size) => Math.ceil(size / MOST_ROWS));
  const rows = sizes.map((size, l) => Math.ceil(size / columns[l]!));
  const most = Math.max(...rows, 8);
  const pitch = Math.min(height / (most + 0.5), 26);
  const used = columns.reduce((sum, count) => sum + count, 0) * BREADTH * pitch;
  // Edges need room between the layers.
  const gap = Math.max((width - used) / Math.max(sizes.length - 1, 1), 2 * pitch);
  const scale = Math.min(1, width / (used + gap * (sizes.length - 1)));
  const step = pitch * scale;
  let start = left;
  const spots = sizes.map((size, l) => {
    const layer = Array.from({ length: size }, (_, k): Spot => {
      const column = Math.floor(k / rows[l]!);
      const inColumn = Math.min(rows[l]!, size - column * rows[l]!);
      const row = k % rows[l]!;
      return {
        x: start + (column + 0.5) * BREADTH * step,
        y: height / 2 + (row - (inColumn - 1) / 2) * step,
      };
    });
    start += columns[l]! * BREADTH * step + gap * scale;
    return layer;
  });
  return { spots, radius: 0.33 * step };
}
