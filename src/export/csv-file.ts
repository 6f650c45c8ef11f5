import { closeSync, openSync, writeFileSync } from "node:fs";

/** Empty where there is nothing to tell. */
export type Cell = string | number | null | undefined;

/** Characters that are gathered before they are written. */
const BUFFERED = 1 << 16;

/**
 * Writes a table in constant memory: comma-separated values by RFC 4180, but lines end with a line feed alone.
 * Numbers have as many digits as it takes to read the same double back.
 */
export class CsvFile {
  readonly #file: number;
  #buffer = "";

  constructor(path: string, header: readonly string[]) {
    this.#file = openSync(path, "w");
    this.row(header);
  }

  row(cells: readonly Cell[]): void {
    this.#buffer += `${cells.map(quoted).join(",")}\n`;
    if (this.#buffer.length > BUFFERED) this.#flush();
  }

  close(): void {
    try {
      this.#flush();
    } finally {
      closeSync(this.#file);
    }
  }

  #flush(): void {
    // Unlike `writeSync`, it goes on until all is written.
    writeFileSync(this.#file, this.#buffer);
    this.#buffer = "";
  }
}

function quoted(cell: Cell): string {
  if (typeof cell !== "string") return cell === null || cell === undefined ? "" : String(cell);
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
