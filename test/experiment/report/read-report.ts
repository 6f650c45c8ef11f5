import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseHTML } from "linkedom";

/** SHA-256 of each file of a folder. */
export function hashes(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [
        name,
        createHash("sha256")
          .update(readFileSync(join(folder, name)))
          .digest("hex"),
      ]),
  );
}

export const text = (...path: readonly string[]): string => readFileSync(join(...path), "utf8");
export const pageOf = (...path: readonly string[]): Document =>
  parseHTML(text(...path)).document as unknown as Document;
/** Texts of all elements that a selector finds. */
export const all = (document: Document, selector: string): string[] =>
  [...document.querySelectorAll(selector)].map((element) => element.textContent ?? "");
