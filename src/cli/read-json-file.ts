import { readFileSync } from "node:fs";
import { UsageError } from "../errors/usage-error.js";

/** @throws {UsageError} when the file cannot be read or is no JSON */
export function readJsonFile(flag: string, path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new UsageError(
      `${flag} is "${path}": it cannot be read (${(error as NodeJS.ErrnoException).code})`,
    );
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${flag} is "${path}": it is no JSON (${(error as Error).message})`);
  }
}
