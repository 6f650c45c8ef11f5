import type { Comparison } from "../statistics/index.js";
import { panelFigure } from "./draw-figure.js";
import { FAINT, INK } from "./figure.js";
import { NAME_LETTERS, shorten, textWidth } from "./labels.js";
import { fixed } from "./numbers.js";

const CELL = { width: 46, height: 26 };
const TOP = 84;
/** For worse and for better than one half, as far apart for colour-blind readers as blue and orange are. */
const WORSE = [213, 94, 0] as const;
const BETTER = [0, 114, 178] as const;

/** A pair, and whether its rules can be told apart. */
export interface MatrixPair extends Pick<Comparison, "a" | "b" | "probabilityOfImprovement"> {
  readonly isClear: boolean;
}

/**
 * The probability that the rule of a row does better than that of a column, for every pair. Bold where they can
 * be told apart.
 */
export function pairMatrix(title: string, pairs: readonly MatrixPair[]): string {
  const rules = [...new Set(pairs.flatMap(({ a, b }) => [a, b]))];
  const labels = rules.map((rule, i) => `${i + 1}  ${shorten(rule, NAME_LETTERS)}`);
  const left = 30 + textWidth(labels);
  const text = {
    title,
    subtitle: "Probability that the row's rule beats the column's, by average return; bold: told apart",
  };
  const width = Math.ceil(
    Math.max(left + CELL.width * rules.length + 20, 40 + 0.9 * textWidth([text.subtitle])),
  );
  const height = TOP + CELL.height * rules.length + 20;
  return panelFigure(text, { width, height }, [], (draw) => {
    rules.forEach((rule, row) => {
      const y = TOP + CELL.height * row;
      const middle = y + CELL.height / 2 + 4;
      draw("text", { x: 16, y: middle, fill: INK }, labels[row]!);
      const head = { x: left + CELL.width * (row + 0.5), y: TOP - 8, fill: FAINT, "text-anchor": "middle" };
      draw("text", head, String(row + 1));
      rules.forEach((other, column) => {
        const cell = cellOf(pairs, rule, other);
        if (cell === undefined) return;
        const x = left + CELL.width * column;
        const box = { x: x + 1, y: y + 1, width: CELL.width - 2, height: CELL.height - 2 };
        draw("rect", { ...box, fill: shade(cell.value) });
        const look = { fill: Math.abs(cell.value - 0.5) > 0.42 ? "#ffffff" : INK, "text-anchor": "middle" };
        const weight = cell.isClear ? "bold" : "normal";
        draw(
          "text",
          { ...look, x: x + CELL.width / 2, y: middle, "font-weight": weight },
          fixed(cell.value, 2),
        );
      });
    });
  });
}

function cellOf(
  pairs: readonly MatrixPair[],
  rule: string,
  other: string,
): { readonly value: number; readonly isClear: boolean } | undefined {
  for (const { a, b, probabilityOfImprovement: value, isClear } of pairs) {
    if (a === rule && b === other) return { value, isClear };
    if (a === other && b === rule) return { value: 1 - value, isClear };
  }
  return undefined;
}

/** White at one half, the full colour at 0 and 1. */
function shade(value: number): string {
  const full = value < 0.5 ? WORSE : BETTER;
  const share = Math.min(1, Math.abs(value - 0.5) * 2);
  const mixed = full.map((part) => Math.round(255 + share * (part - 255)));
  return `#${mixed.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}
