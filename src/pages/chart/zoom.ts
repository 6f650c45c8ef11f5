export type Range = readonly [number, number];

/** A range is never made shorter than this part of the whole. */
const SHORTEST = 1 / 500;

/** What a key asks to see: undefined for all, null for a key that says nothing. */
export function keyedRange(key: string, [from, to]: Range, whole: Range): Range | undefined | null {
  const width = to - from;
  const middle = (from + to) / 2;
  switch (key) {
    case "+":
    case "=":
      return within([middle - width / 4, middle + width / 4], whole);
    case "-":
      return within([middle - width, middle + width], whole);
    case "ArrowLeft":
      return within(moved([from, to], -width / 4, whole), whole);
    case "ArrowRight":
      return within(moved([from, to], width / 4, whole), whole);
    case "0":
    case "Escape":
      return undefined;
    default:
      return null;
  }
}

/** As far as there is room. */
function moved([from, to]: Range, by: number, [start, end]: Range): Range {
  const room = Math.max(start - from, Math.min(end - to, by));
  return [from + room, to + room];
}

/** Undefined where all is seen; unchanged where less can hardly be seen. */
function within([from, to]: Range, [start, end]: Range): Range | undefined | null {
  const range = [Math.max(start, from), Math.min(end, to)] as const;
  if (range[0] <= start && range[1] >= end) return undefined;
  return range[1] - range[0] < (end - start) * SHORTEST ? null : range;
}
