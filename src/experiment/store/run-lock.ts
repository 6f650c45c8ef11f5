import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { UsageError } from "../../errors/usage-error.js";
import { writing } from "./storage-error.js";

/** A process that works in a run's folder. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
}

/** Milliseconds in which two processes can be at the same lock. */
const SETTLING = 100;

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
    if (take(path, own)) return;
    // Once more where a dead process's lock was in the way: others may have found it at the same moment.
    const isTaken = take(path, own);
    sleep(SETTLING);
    const holder = readHolder(path);
    if (!isTaken || holder?.pid !== own.pid || holder.host !== own.host) throw taken(folder, path, holder);
  });
  return () => {
    try {
      rmSync(path, { force: true });
    } catch {
      // Storage that fails: it will be the lock of a process that is gone.
    }
  };
}

/** Who works in a run's folder; undefined where nobody does, that of a process that was killed included. */
export function holderOf(folder: string): Holder | undefined {
  const holder = readHolder(join(folder, LOCK_FILE));
  return holder === undefined || isDead(holder) ? undefined : holder;
}

function take(path: string, own: Holder): boolean {
  try {
    writeFileSync(path, `${JSON.stringify(own)}\n`, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    const holder = readHolder(path);
    const isGone = holder === undefined ? ageOf(path) > SETTLING : isDead(holder);
    if (isGone) rmSync(path, { force: true });
    return false;
  }
}

/** Milliseconds since it was written; of one that is gone, none. */
function ageOf(path: string): number {
  return Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
}

function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
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

function isDead(holder: Holder): boolean {
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
    `--resume is "${folder}", where ${who} is at work: allowed is a run that nobody works on; ` +
      `if that is over, remove ${path}`,
  );
}
