import { ANSI, coloured, highlighted } from "../drawing/ansi.js";

/** A grid of single characters as lines, the one at `here` on a ground of its own, below what was done. */
export function gridText(
  rows: readonly string[],
  here: number,
  paint: (letter: string) => string,
  did: string | undefined,
): string {
  const columns = rows[0]!.length;
  const lines = rows.map((row, r) =>
    Array.from(row, (letter, c) =>
      r * columns + c === here ? highlighted(letter, ANSI.yellow) : paint(letter),
    ).join(" "),
  );
  return `${did === undefined ? "" : coloured(did, ANSI.grey)}\n${lines.join("\n")}\n`;
}
