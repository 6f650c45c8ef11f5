/** Seven colours that stay apart for colour-blind readers, most contrast first. Source: Okabe and Ito 2008. */
const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"] as const;
const DASHES = ["none", "6 3", "2 3"] as const;

export interface LineStyle {
  readonly colour: string;
  /** A `stroke-dasharray`. */
  readonly dash: string;
}

/** A style per rule, by its place in `rules`; dashes tell apart those that share a colour. */
export function lineStyles(rules: readonly string[]): ReadonlyMap<string, LineStyle> {
  return new Map(
    rules.map((rule, i) => [
      rule,
      {
        colour: COLOURS[i % COLOURS.length]!,
        dash: DASHES[Math.floor(i / COLOURS.length) % DASHES.length]!,
      },
    ]),
  );
}
