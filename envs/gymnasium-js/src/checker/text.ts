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
