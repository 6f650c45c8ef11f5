import { createHash, type Hash } from "node:crypto";
import { closeSync, existsSync, openSync, readFileSync, readSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { UsageError } from "../../errors/usage-error.js";
import { writeAtomically } from "./atomic-file.js";
import { writing } from "./storage-error.js";

/** Lists files with their SHA-256, as `sha256sum --check` reads it. */
export const CHECKSUMS = "SHA256SUMS";

const PIECE = 1 << 20;
/** One for all files: a trial hashes seven, and each would leave a megabyte to be collected. */
let shared: Uint8Array | undefined;
const LINE = /^([0-9a-f]{64}) {2}(.+)$/;

/** Lists what a folder holds of these files, which do not change any more. @throws {StorageError} */
export function writeChecksums(folder: string, names: readonly string[]): void {
  const path = join(folder, CHECKSUMS);
  writeAtomically(
    path,
    writing(path, () => listOf(folder, names)),
  );
}

/** Before files change that are listed. @throws {StorageError} */
export function removeChecksums(folder: string): void {
  const path = join(folder, CHECKSUMS);
  writing(path, () => rmSync(path, { force: true }));
}

/** Whether a folder's list says of these files what there is. */
export function holdsChecksums(folder: string, names: readonly string[]): boolean {
  try {
    return readFileSync(join(folder, CHECKSUMS), "utf8") === listOf(folder, names);
  } catch {
    return false;
  }
}

/** Whether the list of its folder tells of a file. @throws {UsageError} when it is no such list */
export function isListed(path: string): boolean {
  const list = join(dirname(path), CHECKSUMS);
  return existsSync(list) && knownSum(list, basename(path)) !== undefined;
}

/**
 * Holds a file against the list of its folder. Where there is no list, as of trials that go on, or it does not tell
 * of the file, there is nothing to hold it against.
 *
 * @throws {UsageError} when it is not what was written, or no longer there
 */
export function checkFile(path: string): void {
  const list = join(dirname(path), CHECKSUMS);
  if (!existsSync(list)) return;
  const known = knownSum(list, basename(path));
  if (known === undefined) return;
  const found = existsSync(path) ? readable(path, () => digestOfFile(path)) : undefined;
  if (found === known) return;
  const advice = basename(path) === "experiment.json" ? "" : "; `creditgym compare --resume` makes it anew";
  throw new UsageError(
    `${path} is ${found === undefined ? "no longer there" : "not what was written"}, as ${CHECKSUMS} beside it tells: ` +
      `allowed is the file as it was${advice}`,
  );
}

/** The SHA-256 of a file's first bytes, or of all, to go on with. */
export function hashOfFile(path: string, bytes = Number.POSITIVE_INFINITY): Hash {
  const hash = createHash("sha256");
  const file = openSync(path, "r");
  try {
    shared ??= new Uint8Array(PIECE);
    const piece = shared;
    for (let done = 0; done < bytes; ) {
      const read = readSync(file, piece, 0, Math.min(PIECE, bytes - done), done);
      if (read === 0) break;
      hash.update(piece.subarray(0, read));
      done += read;
    }
  } finally {
    closeSync(file);
  }
  return hash;
}

const digestOfFile = (path: string): string => hashOfFile(path).digest("hex");

function listOf(folder: string, names: readonly string[]): string {
  return names
    .filter((name) => existsSync(join(folder, name)))
    .map((name) => `${digestOfFile(join(folder, name))}  ${name}\n`)
    .join("");
}

function knownSum(list: string, name: string): string | undefined {
  const lines = readable(list, () => readFileSync(list, "utf8")).split("\n");
  const sums = lines.slice(0, -1).map((line) => LINE.exec(line));
  if (lines.at(-1) !== "" || sums.includes(null)) {
    throw new UsageError(`${list} is not what creditgym wrote: allowed is the list as it was, or none`);
  }
  return sums.find((match) => match![2] === name)?.[1];
}

function readable<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}
