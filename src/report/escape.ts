/** What may stand in no XML document, not even escaped: control characters and halves of surrogate pairs. */
const FORBIDDEN = /(?![\t\n\r])\p{Cc}|[\p{Cs}\uFFFE\uFFFF]/gu;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A text without the characters that no XML document may hold: each is shown as a replacement character. */
export function withoutControls(text: string): string {
  return text.replaceAll(FORBIDDEN, "\uFFFD");
}

/** A text as HTML and SVG can hold it, within elements and within quoted attributes. */
export function escapeMarkup(text: string): string {
  return withoutControls(text).replaceAll(/[&<>"']/g, (character) => ENTITIES[character]!);
}

/** A text that Markdown shows as it is, in a paragraph, a heading or (`|` apart) a cell of a table. */
export function escapeMarkdown(text: string): string {
  return withoutControls(text)
    .replaceAll(/\s+/g, " ")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll(/[\\`*[\]~]|(?<!\w)_|_(?!\w)|^[#+-]/g, "\\$&");
}
