import type { LeftOut } from "../statistics/index.js";
import { displayWidth } from "./display-width.js";
import { withoutControls } from "./escape.js";
import { LETTER } from "./figure.js";

/** Longest names of rules in figures. */
export const NAME_LETTERS = 32;

/** Cuts the middle out of a text that takes more than `most` letters: rules often differ in their ends. */
export function shorten(text: string, most: number): string {
  const shown = withoutControls(text);
  if (displayWidth(shown) <= most) return shown;
  const letters = [...shown];
  let kept = Math.min(letters.length - 1, most - 1);
  for (; kept > 0; kept--) {
    const tail = Math.floor(kept / 2);
    const cut = `${letters.slice(0, kept - tail).join("")}…${letters.slice(letters.length - tail).join("")}`;
    if (displayWidth(cut) <= most) return cut;
  }
  return "…";
}

/** Units of a figure that texts of 12 units' size take at most. */
export function textWidth(texts: readonly string[]): number {
  return LETTER * Math.max(0, ...texts.map(displayWidth));
}

/** `5`, or with those that were left out `4 of 5`. */
export function countText(counted: number, { failed, unfinished }: LeftOut): string {
  const leftOut = failed + unfinished;
  return leftOut === 0 ? String(counted) : `${counted} of ${counted + leftOut}`;
}

/** A rule with its seeds, and those that were left out: `weight-max (n=9 of 10)`. */
export function armLabel({ rule, seeds, failed, unfinished }: LabelledArm): string {
  return `${shorten(rule, NAME_LETTERS)} (n=${countText(seeds, { failed, unfinished })})`;
}

interface LabelledArm extends LeftOut {
  readonly rule: string;
  readonly seeds: number;
}
