const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const INVISIBLE = /^[\p{Mark}\p{Cf}\p{Cc}]+$/u;
const PICTURE = /\p{Emoji_Presentation}|\uFE0F/u;

/** Columns that a terminal gives to a text: two for wide East Asian characters and pictures. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const { segment } of graphemes.segment(text)) {
    if (INVISIBLE.test(segment)) continue;
    width += PICTURE.test(segment) || isWide(segment.codePointAt(0) as number) ? 2 : 1;
  }
  return width;
}

/** Pads with spaces up to `width` columns. */
export function padTo(text: string, width: number, side: "start" | "end"): string {
  const spaces = " ".repeat(Math.max(0, width - displayWidth(text)));
  return side === "start" ? spaces + text : text + spaces;
}

/** The blocks of Unicode Standard Annex 11's classes W and F, without the rare ones within. */
function isWide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf && code !== 0x303f) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x20000 && code <= 0x3fffd)
  );
}
