/** One line's colour on light and on dark paper, and how it is dashed. */
export interface SeriesStyle {
  readonly light: string;
  readonly dark: string;
  /** Lengths of strokes and gaps, in pixels; empty for a whole line. */
  readonly dash: readonly number[];
}

/** As in reports (Okabe and Ito 2008), with lighter ones of the dark hues for dark paper. */
const COLOURS = [
  ["#0072b2", "#56a8dc"],
  ["#d55e00", "#f08a3c"],
  ["#009e73", "#33c99c"],
  ["#b5548e", "#dd9dc0"],
  ["#b37a00", "#efb83f"],
  ["#2f8fc4", "#8fd0f5"],
  ["#1f2328", "#e4e7ea"],
] as const;
const DASHES = [[], [6, 3], [2, 3]] as const;

/** The style of the line at a place in a list; dashes tell apart those that share a colour. */
export function seriesStyle(place: number): SeriesStyle {
  const [light, dark] = COLOURS[place % COLOURS.length]!;
  return { light, dark, dash: DASHES[Math.floor(place / COLOURS.length) % DASHES.length]! };
}
