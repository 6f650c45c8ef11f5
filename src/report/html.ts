import { escapeMarkup } from "./escape.js";
import type { Column, Table } from "./tables.js";

/** Text that is HTML already. */
export class Html {
  constructor(readonly text: string) {}
}

type Value = Html | string | number | undefined | false | readonly Value[];

/** A template whose values are escaped unless they are HTML; lists are joined, undefined and false are nothing. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(parts.map((part, i) => (i === 0 ? part : render(values[i - 1]) + part)).join(""));
}

function render(value: Value): string {
  if (value === undefined || value === false) return "";
  if (value instanceof Html) return value.text;
  if (typeof value === "object") return value.map(render).join("");
  return escapeMarkup(String(value));
}

/** A table that scrolls on its own where it is wider than the page; its first column are headers of rows. */
export function htmlTable({ columns, rows }: Table): Html {
  const side = ({ align = "left" }: Column): Html | undefined =>
    align === "left" ? undefined : html` class="n"`;
  return html`<div class="scroll"><table>
<thead><tr>${columns.map((column) => html`<th scope="col"${side(column)}>${column.header}</th>`)}</tr></thead>
<tbody>
${rows.map(
  (row) => html`<tr>${row.map((cell, i) =>
    i === 0 ? html`<th scope="row">${cell}</th>` : html`<td${side(columns[i]!)}>${cell}</td>`,
  )}</tr>
`,
)}</tbody></table></div>
`;
}
