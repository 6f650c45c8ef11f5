/** What the system says, in words. */
const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: "no space is left there",
  EDQUOT: "the quota there is used up",
  EFBIG: "files may not become that large",
  EROFS: "it can only be read from",
  EACCES: "this user may not write there",
  EPERM: "this user may not write there",
  ENOENT: "its folder is gone",
  ENOTDIR: "its folder is gone",
  EISDIR: "a folder is in its place",
  EIO: "the storage fails",
  EMFILE: "too many files are open",
};

/** A file of a run that cannot be written: what was written before is as it was. */
export class StorageError extends Error {
  override readonly name = "StorageError";

  /** @param path what was to be written, @param cause the system's error */
  static of(path: string, cause: NodeJS.ErrnoException): StorageError {
    const { code = "unknown" } = cause;
    const reason = REASONS[code] ?? "the system refuses";
    return new StorageError(`${path} cannot be written: ${reason} (${code})`, { cause });
  }
}

/** What `write` returns. @throws {StorageError} for what the system refuses */
export function writing<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw isSystemError(error) ? StorageError.of(path, error) : error;
  }
}

/** Whether an error is the operating system's refusal. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && (error as NodeJS.ErrnoException).syscall !== undefined;
}
