// Not by the package's name: with it comes everything that can be made, which only workers need.
import { COLOURS } from "../../../envs/gymnasium-js/src/drawing/colours.js";

/** What an environment drew in these colours is easier on the eyes on a dark page in those. */
const DARK: Readonly<Record<string, string>> = {
  [COLOURS.paper]: "#24292e",
  [COLOURS.ink]: "#d3d8dd",
  [COLOURS.faint]: "#9aa1a8",
  [COLOURS.hairline]: "#4a525a",
  [COLOURS.white]: "#e4e7ea",
  [COLOURS.blue]: "#4a90d9",
  [COLOURS.deepBlue]: "#8ab8e0",
  [COLOURS.red]: "#e8776f",
  [COLOURS.green]: "#45b385",
};
/** Grounds that are no paper: what stands on them keeps its colours, so they are not darker than that. */
const DIM: Readonly<Record<string, string>> = {
  [COLOURS.paleBlue]: "#5f7c90",
  [COLOURS.grass]: "#71895c",
  // The other tiles of a cliff's meadow.
  "#b4cd98": "#7a9364",
  [COLOURS.white]: "#c4d2da",
  // A frozen lake: its edges, its ice, the rims of its holes.
  "#dcecf5": "#6f8896",
  "#eef7fc": "#93abb8",
  "#a9cbe0": "#587387",
};

/** A picture in colours for a dark page: its shapes stay what they are, and as clearly apart from their ground. */
export function darkFrame(svg: string): string {
  const colours = svg.includes(`fill="${COLOURS.paper}"`) ? DARK : DIM;
  return svg.replaceAll(/"(#[0-9a-f]{6})"/g, (quoted, colour: string) =>
    colour in colours ? `"${colours[colour]}"` : quoted,
  );
}
