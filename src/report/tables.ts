import { displayWidth, padTo } from "./display-width.js";
import { escapeMarkdown } from "./escape.js";

export interface Column {
  readonly header: string;
  /** `number` aligns decimal points, in cells such as `1.5 ± 0.2 [1, 2]` those of every number. */
  readonly align?: "left" | "right" | "number";
  /** Whether cells may hold any text, names that users gave included; others hold what we print ourselves. */
  readonly isText?: boolean;
  /** Whether the header may, too. */
  readonly isTextHeader?: boolean;
}

type Rows = readonly (readonly string[])[];

export interface Table {
  readonly columns: readonly Column[];
  readonly rows: Rows;
}

/**
 * A plain-text table: header, rule, rows, columns two spaces apart. No line ends in spaces.
 *
 * @param indent spaces before every line
 */
export function textTable(columns: readonly Column[], rows: Rows, indent = 0): string {
  const cells = alignNumbers(columns, rows);
  const widths = columnWidths(columns, cells);
  const line = (row: readonly string[]): string =>
    (
      " ".repeat(indent) + row.map((cell, i) => padTo(cell, widths[i]!, side(columns[i]!))).join("  ")
    ).trimEnd();
  return [
    line(columns.map(({ header }) => header)),
    line(widths.map((width) => "─".repeat(width))),
    ...cells.map(line),
  ].join("\n");
}

/** A table in GitHub-flavoured Markdown, padded to be readable as text too. */
export function markdownTable(columns: readonly Column[], rows: Rows): string {
  const escaped = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");
  const asText = (text: string, column: Column): string => (column.isText ? escapeMarkdown(text) : text);
  const headed = columns.map((column) => ({
    ...column,
    header: escaped(column.isTextHeader ? escapeMarkdown(column.header) : column.header),
  }));
  const cells = alignNumbers(
    headed,
    rows.map((row) => row.map((cell, i) => escaped(asText(cell, columns[i]!)))),
  );
  const widths = columnWidths(headed, cells).map((width) => Math.max(3, width));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, i) => padTo(cell, widths[i]!, side(headed[i]!))).join(" | ")} |`;
  const rule = widths.map((width, i) =>
    side(headed[i]!) === "start" ? `${"-".repeat(width - 1)}:` : "-".repeat(width),
  );
  return [line(headed.map(({ header }) => header)), line(rule), ...cells.map(line)].join("\n");
}

const side = ({ align }: Column): "start" | "end" =>
  align === undefined || align === "left" ? "end" : "start";

function columnWidths(columns: readonly Column[], rows: Rows): number[] {
  return columns.map(({ header }, i) =>
    Math.max(displayWidth(header), ...rows.map((row) => displayWidth(row[i] ?? ""))),
  );
}

function alignNumbers(columns: readonly Column[], rows: Rows): string[][] {
  const aligned = columns.map(({ align }, i) => {
    const column = rows.map((row) => row[i] ?? "");
    return align === "number" ? alignColumn(column) : column;
  });
  return rows.map((_, r) => aligned.map((column) => column[r]!));
}

/** Pads the numbers of cells that differ in nothing but their numbers. */
function alignColumn(cells: readonly string[]): string[] {
  const split = cells.map((cell) => cell.split(/(-?\d+(?:\.\d+)?)/));
  const skeleton = (parts: readonly string[]): string => parts.filter((_, i) => i % 2 === 0).join("#");
  const numeric = split.filter((parts) => parts.length > 1);
  if (new Set(numeric.map(skeleton)).size !== 1) return [...cells];
  const positions = numeric[0]!.length;
  const before: number[] = [];
  const after: number[] = [];
  for (let i = 1; i < positions; i += 2) {
    const halves = numeric.map((parts) => parts[i]!.split("."));
    before[i] = Math.max(...halves.map(([whole]) => whole!.length));
    after[i] = Math.max(...halves.map(([, fraction]) => (fraction === undefined ? 0 : fraction.length + 1)));
  }
  return split.map((parts, row) => {
    if (parts.length === 1) return cells[row]!;
    return parts
      .map((part, i) => {
        if (i % 2 === 0) return part;
        const [whole, fraction] = part.split(".");
        const tail = fraction === undefined ? "" : `.${fraction}`;
        return whole!.padStart(before[i]!) + tail.padEnd(after[i]!);
      })
      .join("");
  });
}
