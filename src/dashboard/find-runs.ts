import { type Dirent, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** `runs/<experiment>/<time>`, and one more for those who sort theirs. */
const DEPTH = 3;
const SKIPPED = new Set(["node_modules"]);

/** A run's folder by its id: the path below the watched folder with slashes, "." for that one itself. */
export type RunFolders = ReadonlyMap<string, string>;

/** The folders of runs in a folder, or that folder where it is one; links are not followed. */
export function findRuns(directory: string): RunFolders {
  const found = new Map<string, string>();
  collect(directory, ".", 0, found);
  return found;
}

function collect(folder: string, id: string, depth: number, found: Map<string, string>): void {
  if (existsSync(join(folder, "experiment.json"))) {
    found.set(id, folder);
    return;
  }
  if (depth === DEPTH) return;
  for (const entry of entriesOf(folder)) {
    const { name } = entry;
    if (!entry.isDirectory() || name.startsWith(".") || SKIPPED.has(name)) continue;
    collect(join(folder, name), id === "." ? name : `${id}/${name}`, depth + 1, found);
  }
}

/** None of a folder that is not there, or not ours to read. */
function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
