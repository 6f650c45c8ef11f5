/** What the system says, in words. */
const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: "no space is left there",
  EDQUOT: "the quota there is used up",
  EFBIG: "files may not become that large",
  EROFS: "it can only be read from",
  EACCES: "permission is denied",
  EPERM: "permission is denied",
  ENOENT: "its folder is gone",
  ENOTDIR: "its folder is gone",
  EISDIR: "a folder is in its place",
  ERR_FS_EISDIR: "a folder is in its place",
  EIO: "the storage fails",
  EMFILE: "too many files are open",
};

/** A file of a run that cannot be written, or read: what was written before is as it was. */
export class StorageError extends Error {
  override readonly name = "StorageError";

  /** @param path what was to be written or read, @param cause the system's error */
  static of(path: string, cause: NodeJS.ErrnoException, what = "written"): StorageError {
    const { code = "unknown" } = cause;
    const reason = REASONS[code] ?? "the system refuses";
    return new StorageError(`${path} cannot be ${what}: ${reason} (${code})`, { cause });
  }
}

/** What `write` returns. @throws {StorageError} for what the system refuses */
export function writing<T>(path: string, write: () => T): T {
  return accessing(path, "written", write);
}

/** What `read` returns. @throws {StorageError} for what the system refuses: it may be whole all the same */
export function reading<T>(path: string, read: () => T): T {
  return accessing(path, "read", read);
}

function accessing<T>(path: string, what: "written" | "read", access: () => T): T {
  try {
    return access();
  } catch (error) {
    throw isSystemError(error) ? StorageError.of(path, error, what) : error;
  }
}

/** Whether an error is the operating system's refusal. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && (error as NodeJS.ErrnoException).syscall !== undefined;
}
