import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/** The file that `import name` loads from a directory; undefined when there is no such package. */
export function packageFile(name: string, directory: string): string | undefined {
  const require = createRequire(join(directory, "package.json"));
  try {
    return require.resolve(name);
  } catch {
    // A package for `import` alone has nothing for `require` to find.
  }
  for (const folder of require.resolve.paths(name) ?? []) {
    const manifest = join(folder, name, "package.json");
    if (!existsSync(manifest)) continue;
    const { exports, main } = JSON.parse(readFileSync(manifest, "utf8")) as Manifest;
    return join(folder, name, importTarget(exports) ?? main ?? "index.js");
  }
  return undefined;
}

interface Manifest {
  readonly exports?: unknown;
  readonly main?: string;
}

/** The main entry of a package's `exports`, under the conditions of an import. */
function importTarget(exports: unknown): string | undefined {
  if (typeof exports === "string") return exports;
  if (typeof exports !== "object" || exports === null) return undefined;
  const entries = exports as Readonly<Record<string, unknown>>;
  for (const condition of [".", "node", "import", "default"]) {
    const target = importTarget(entries[condition]);
    if (target !== undefined) return target;
  }
  return undefined;
}
