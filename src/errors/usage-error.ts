/** A mistake of the user's: one sentence that names the field, its value, what is allowed and what may be meant. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The part of a sentence that helps with a misspelt name; empty when nothing is near. */
export function didYouMean(nearest: string | undefined): string {
  return nearest === undefined ? "" : `; did you mean "${nearest}"?`;
}

/** How a value reads in a sentence. */
export function show(value: unknown): string {
  if (typeof value === "function") return "a function";
  const text = typeof value === "number" ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
