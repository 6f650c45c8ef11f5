/** A file could not be written or read, and it is neither the user's mistake nor ours: one sentence. */
export class StorageError extends Error {
  override readonly name = "StorageError";
}

/** What the system's codes mean to somebody who does not know them. */
const MEANINGS: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the quota of the disk is used up",
  EFBIG: "the file would be larger than is allowed here",
  EROFS: "the file system is read-only",
  EACCES: "permission is denied",
  EPERM: "permission is denied",
  EIO: "the disk failed",
  EMFILE: "too many files are open",
  ENFILE: "too many files are open",
  ENOENT: "it is no longer there",
  EISDIR: "a folder stands in its place",
  ENOTDIR: "a file stands where a folder belongs",
  ENAMETOOLONG: "the name is too long",
};

/** Why the system refused, in words, with its code; undefined for errors that are not the system's. */
export function systemReason(error: unknown): string | undefined {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (!(error instanceof Error) || code === undefined || syscall === undefined) return undefined;
  const meaning = MEANINGS[code];
  return meaning === undefined ? `the system answers ${code}` : `${meaning} (${code})`;
}
