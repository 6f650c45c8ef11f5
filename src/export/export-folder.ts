import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { UsageError } from "../errors/usage-error.js";
import { makeFolder } from "../experiment/store/run-folder.js";
import { isSystemError, StorageError } from "../experiment/store/storage-error.js";

/** Lists what an export consists of, so that the next one knows which files are its own to replace. */
const MANIFEST = "export.json";
/** Within the target, so that its files can be moved rather than copied. */
const STAGING = ".unfinished";

interface Manifest {
  readonly format: string;
  readonly files: readonly string[];
}

/** Where a file of an export is to be written, by its name within the folder, such as `a/b.csv`. */
export type PlaceFor = (name: string) => string;

/**
 * Fills a folder that is new, empty, or an earlier export's in the same format, whose files are replaced. Nothing
 * of it changes before all is written: what fails on the way leaves the folder as it was.
 *
 * @returns the names of the files, without the list of them
 * @throws {UsageError} when the folder holds anything else, or cannot be made
 * @throws {StorageError} when it cannot be written to, as when the disk is full
 */
export function fillFolder(folder: string, format: string, write: (placeFor: PlaceFor) => void): string[] {
  const old = existsSync(folder) ? ownFiles(folder, format) : [];
  const staging = join(folder, STAGING);
  const names: string[] = [];
  let made: string | undefined;
  try {
    rmSync(staging, { recursive: true, force: true });
    made = uppermostMissing(staging);
    makeFolder(staging, "--out");
    write((name) => {
      const path = join(staging, name);
      mkdirSync(dirname(path), { recursive: true });
      names.push(name);
      return path;
    });
    writeFileSync(join(staging, MANIFEST), `${JSON.stringify({ format, files: names }, null, 2)}\n`);
  } catch (error) {
    if (made !== undefined) rmSync(made, { recursive: true, force: true });
    throw asStorageError(error, folder, "it is as it was before");
  }
  move(folder, old, names);
  return names;
}

/** First what is no more, then the list, then the files: killed in between, all that is there is listed. */
function move(folder: string, old: readonly string[], names: readonly string[]): void {
  try {
    for (const name of old) if (!names.includes(name)) rmSync(join(folder, name), { force: true });
    for (const name of [MANIFEST, ...names]) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      renameSync(join(folder, STAGING, name), join(folder, name));
    }
    rmSync(join(folder, STAGING), { recursive: true, force: true });
    removeEmptyFolders(folder);
  } catch (error) {
    throw asStorageError(error, folder, "what is there now is not whole");
  }
}

/** The uppermost folder that making one makes; undefined where it is there. */
function uppermostMissing(path: string): string | undefined {
  let missing: string | undefined;
  for (let folder = resolve(path); !existsSync(folder); folder = dirname(folder)) missing = folder;
  return missing;
}

function removeEmptyFolders(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const path = join(folder, entry.name);
    removeEmptyFolders(path);
    if (readdirSync(path).length === 0) rmSync(path, { recursive: true });
  }
}

/** The files of the export that a folder holds. @throws {UsageError} when it holds anything else */
function ownFiles(folder: string, format: string): readonly string[] {
  if (!statSync(folder).isDirectory()) {
    throw new UsageError(`${folder} is a file: allowed for --out is a folder`);
  }
  const { format: known, files } = readManifest(join(folder, MANIFEST));
  const own = new Set([MANIFEST, ...files]);
  const there = filesWithin(folder);
  const stranger = there.find((name) => known !== format || !own.has(name));
  if (stranger === undefined) return there.filter((name) => name !== MANIFEST);
  throw new UsageError(
    `${folder} holds ${stranger}, which is no file of an export as ${format}: ` +
      "allowed for --out is a new or empty folder, or one with such an export, which is replaced",
  );
}

function readManifest(path: string): Manifest {
  const nothing = { format: "", files: [] };
  try {
    const { format, files } = JSON.parse(readFileSync(path, "utf8")) as Partial<Manifest>;
    return typeof format === "string" && Array.isArray(files) ? { format, files } : nothing;
  } catch {
    return nothing;
  }
}

/** Of all levels, by their names within the folder; what an export left unfinished does not count. */
function filesWithin(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter((name) => !name.startsWith(`${STAGING}/`));
}

function asStorageError(error: unknown, folder: string, state: string): unknown {
  if (!isSystemError(error)) return error;
  return new StorageError(`${StorageError.of(folder, error).message}; ${state}`, { cause: error });
}
