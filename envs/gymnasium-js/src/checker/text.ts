/** A value as it reads in a finding, cut where long. */
export function text(value: unknown): string {
  const shown = whole(value).replaceAll('"', "");
  return shown.length > 200 ? `${shown.slice(0, 200)}…` : shown;
}

/** A value as text that tells different values apart. */
export function whole(value: unknown): string {
  const seen = new Set<object>();
  const plain = JSON.stringify(value, (_key, entry: unknown) => {
    if (ArrayBuffer.isView(entry)) return Array.from(entry as unknown as ArrayLike<number>, String);
    if (typeof entry === "bigint" || typeof entry === "function") return String(entry);
    if (typeof entry === "number" && !Number.isFinite(entry)) return String(entry);
    if (typeof entry === "object" && entry !== null) {
      if (seen.has(entry)) return "[again]";
      seen.add(entry);
    }
    return entry;
  });
  return plain ?? String(value);
}

/** An error as it reads in a finding: its first line, and the place in the file that threw it where it tells. */
export function thrown(error: unknown): string {
  if (!(error instanceof Error)) return `${text(error)}, which is no Error`;
  const message = error.message.split("\n", 1)[0]!.replace(/\.$/, "");
  const place = /([^\s/\\(]+:\d+):\d+\)?$/m.exec(error.stack ?? "")?.[1];
  return `${error.name}: ${message}${place === undefined ? "" : ` (${place})`}`;
}
