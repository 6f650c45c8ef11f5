import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { UsageError } from "../../errors/usage-error.js";
import { writing } from "./storage-error.js";

interface Holder {
  readonly pid: number;
  readonly host: string;
}

export const LOCK_FILE = "lock.json";

/**
 * Takes a run's folder for this process; the function that is returned gives it back. The lock of a process
 * that was killed is no obstacle.
 *
 * @throws {UsageError} when another process works in it
 */
export function lockRun(folder: string): () => void {
  const path = join(folder, LOCK_FILE);
  const own: Holder = { pid: process.pid, host: hostname() };
  writing(path, () => {
    // Once more where a dead process's lock was in the way.
    if (!take(path, own) && !take(path, own)) throw taken(folder, path, readHolder(path));
  });
  return () => {
    try {
      rmSync(path, { force: true });
    } catch {
      // Storage that fails: it will be the lock of a process that is gone.
    }
  };
}

function take(path: string, own: Holder): boolean {
  try {
    writeFileSync(path, `${JSON.stringify(own)}\n`, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    if (!isDead(readHolder(path))) return false;
    rmSync(path, { force: true });
    return false;
  }
}

/** Undefined for a lock that is half-written. */
function readHolder(path: string): Holder | undefined {
  try {
    const { pid, host } = JSON.parse(readFileSync(path, "utf8")) as Partial<Holder>;
    return Number.isSafeInteger(pid) && typeof host === "string" ? { pid: pid!, host } : undefined;
  } catch {
    return undefined;
  }
}

function isDead(holder: Holder | undefined): boolean {
  if (holder === undefined) return true;
  // Of another machine's processes nothing can be known.
  if (holder.host !== hostname()) return false;
  // In a container the one that was killed may have had our number.
  if (holder.pid === process.pid) return true;
  try {
    process.kill(holder.pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

function taken(folder: string, path: string, holder: Holder | undefined): UsageError {
  const who = holder === undefined ? "another process" : `process ${holder.pid} on ${holder.host}`;
  return new UsageError(
    `DIR is "${folder}", where ${who} is at work: allowed is a run that nobody works on; ` +
      `if that is over, remove ${path}`,
  );
}
