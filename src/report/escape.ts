/** What may stand in no XML document, not even escaped: control characters and halves of surrogate pairs. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what it is for
const FORBIDDEN =
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

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
