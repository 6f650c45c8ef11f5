import { renameSync, writeFileSync } from "node:fs";

/** Writes a file so that a reader finds the old content or the new one, never a part. */
export function writeAtomically(path: string, content: string | Uint8Array): void {
  const temporary = `${path}.tmp`;
  writeFileSync(temporary, content);
  renameSync(temporary, path);
}

export function writeJson(path: string, value: unknown): void {
  writeAtomically(path, `${JSON.stringify(value, null, 2)}\n`);
}
