/** The font of all figures: comes with the package `dejavu-fonts-ttf`. */
export const FONT = "DejaVu Sans";

export const INK = "#222222";
export const FAINT = "#666666";
export const GRID = "#dddddd";

/** What a letter of the font takes at 12 units, rather more than less: what layouts reckon with. */
export const LETTER = 7;

/** A chart for one environment, as a self-contained SVG document. */
export interface Figure {
  readonly env: string;
  readonly svg: string;
}

export interface FigureText {
  readonly title: string;
  readonly subtitle: string;
}

/** What remarks are added with, once the scales are known: positions in the figure's own units. */
export interface Pen {
  x(value: number): number;
  y(value: number | string): number;
  draw(name: string, attributes: Readonly<Record<string, string | number>>, text?: string): void;
}
