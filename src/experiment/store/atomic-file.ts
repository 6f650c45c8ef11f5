import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { reading, writing } from "./storage-error.js";

const TEMPORARY = ".tmp";

/**
 * Writes a file so that a reader finds the old content or the new one, never a part.
 *
 * @throws {StorageError}
 */
export function writeAtomically(path: string, content: string | Uint8Array): void {
  const temporary = `${path}${TEMPORARY}`;
  writing(path, () => {
    try {
      writeFileSync(temporary, content);
      renameSync(temporary, path);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  });
}

/** The same, but leaves a file alone that has this content. @throws {StorageError} */
export function writeIfOther(path: string, content: string | Uint8Array): void {
  const bytes = Buffer.from(content as Uint8Array);
  if (existsSync(path) && reading(path, () => readFileSync(path)).equals(bytes)) return;
  writeAtomically(path, bytes);
}

/** The same for what is written piece by piece, by `write`, to the path that it is given. @throws {StorageError} */
export async function replaceFile(path: string, write: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = `${path}${TEMPORARY}`;
  try {
    await write(temporary);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    writing(path, () => {
      throw error;
    });
  }
}

/** @throws {StorageError} */
export function writeJson(path: string, value: unknown): void {
  writeAtomically(path, `${JSON.stringify(value, null, 2)}\n`);
}

/** Removes what killed processes left half-written, in all folders below. */
export function removeTemporaryFiles(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && entry.name.endsWith(TEMPORARY)) rmSync(join(entry.parentPath, entry.name));
  }
}
