/** Weights of eight units, or to eight units below, gathered side by side for products with many samples. */

/** One input after the other, eight numbers of each. */
export const PANEL: usize = memory.data(32768, 64);
/** How many inputs have room. */
export const PANEL_LENGTH: u32 = 1024;

/** Gathers eight columns of `rows` rows. */
export function gather(w: usize, stride: usize, rows: u32): void {
  const end = PANEL + (rows << 5);
  for (let to = PANEL; to < end; to += 32, w += stride) {
    v128.store(to, v128.load(w));
    v128.store(to, v128.load(w, 16), 16);
  }
}

/** Gathers eight rows of `columns` columns as columns. */
export function gatherTransposed(w: usize, stride: usize, columns: u32): void {
  for (let to = PANEL; to < PANEL + 32; to += 16, w += stride << 2) {
    for (let j: u32 = 0; j < columns; j += 4) transposeFour(to + (j << 5), w + (j << 2), stride);
  }
}

// @ts-ignore: decorator
@inline
function transposeFour(to: usize, w: usize, stride: usize): void {
  const a = v128.load(w);
  const b = v128.load(w + stride);
  const c = v128.load(w + 2 * stride);
  const d = v128.load(w + 3 * stride);
  const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  const abAfter = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  const cdAfter = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i64>(ab, cd, 0, 2));
  v128.store(to, v128.shuffle<i64>(ab, cd, 1, 3), 32);
  v128.store(to, v128.shuffle<i64>(abAfter, cdAfter, 0, 2), 64);
  v128.store(to, v128.shuffle<i64>(abAfter, cdAfter, 1, 3), 96);
}
