import { readdirSync, readFileSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";

export interface PageFile {
  readonly type: string;
  readonly content: Buffer;
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/**
 * The files of a built page by the path that asks for them. All are read now: what is asked for later is looked up, and
 * leads to no file.
 */
export function pageFiles(folder: string): ReadonlyMap<string, PageFile> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const files = entries.map(({ parentPath, name }) => {
    const path = join(parentPath, name);
    const type = TYPES[extname(name)] ?? "application/octet-stream";
    return [
      `/${relative(folder, path).split(sep).join("/")}`,
      { type, content: readFileSync(path) },
    ] as const;
  });
  const known = new Map<string, PageFile>(files);
  const index = known.get("/index.html");
  if (index !== undefined) known.set("/", index);
  return known;
}
