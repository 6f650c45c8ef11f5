import { type ChildProcess, spawn } from "node:child_process";
import type { Socket } from "node:net";
import type { Readable } from "node:stream";
import { onLines } from "./lines.js";
import { findPython, namedPython } from "./python.js";
import { serverCommand } from "./server-command.js";
import { ServerStartError } from "./server-start-error.js";
import { newSocketPath, removeSocket, sweepSockets } from "./socket-folder.js";

/** A Python server of this thread's own, for as long as somebody holds it. */
export interface LocalServer {
  readonly socketPath: string;
  /** Of its process. */
  readonly pid: number;
  /** To be called once. The server ends a while after the last one, and with this thread in any case. */
  release(): void;
}

export interface LocalServerOptions {
  /** The environment that needs it, for messages. */
  readonly of?: string;
}

interface Running {
  readonly child: ChildProcess;
  readonly socketPath: string;
  holders: number;
  ending: NodeJS.Timeout | undefined;
}

/** Milliseconds; Python on a cold disk can take many seconds to load NumPy. */
const LONGEST_START = 120_000;
/** Milliseconds without holders: environments are often made one after the other. */
const LINGER = 10_000;
const LOG_LINES = 20;

/** Of this thread. */
let current: Promise<Running> | undefined;

/**
 * The Python server of this thread, started when there is none. It never keeps Node alive, and ends when the thread
 * does, even by SIGKILL: its standard input is a pipe from here.
 *
 * @throws {PythonMissingError} when Python's Gymnasium is not set up
 * @throws {ServerStartError} with the last line that Python wrote
 */
export async function localServer({ of = "gymnasium" }: LocalServerOptions = {}): Promise<LocalServer> {
  const python = findPython(of);
  let running = await runningServer(python, of);
  // It may have died while its start was waited for.
  if (hasEnded(running.child)) running = await runningServer(python, of);
  clearTimeout(running.ending);
  running.holders++;
  const { socketPath, child } = running;
  let held = true;
  return {
    socketPath,
    pid: child.pid!,
    release: () => {
      if (!held) return;
      held = false;
      if (--running.holders === 0) running.ending = setTimeout(() => end(running), LINGER).unref();
    },
  };
}

/** The thread's server, or a new one, which is the thread's until its start fails or it ends. */
function runningServer(python: string, of: string): Promise<Running> {
  if (current !== undefined) return current;
  const starting = start(python, of);
  const forget = (): void => {
    if (current === starting) current = undefined;
  };
  starting.then(({ child }) => (hasEnded(child) ? forget() : child.once("exit", forget)), forget);
  current = starting;
  return starting;
}

/** It ends when its standard input does. */
function end({ child }: Running): void {
  if (!hasEnded(child)) current = undefined;
  child.stdin!.end();
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

async function start(python: string, of: string): Promise<Running> {
  const socketPath = newSocketPath();
  // Only this user can reach the socket: clients may import what the user can.
  const command = serverCommand(
    "--unix",
    socketPath,
    "--parent-pipe",
    "--remove-folder",
    "--allow-any-import",
  );
  const child = spawn(python, command.arguments, {
    env: command.env,
    stdio: ["pipe", "pipe", "pipe"],
    // Ctrl-C is the client's to handle: it may want to save something first.
    detached: true,
  });
  // A write to a server that is gone; its end is seen elsewhere.
  child.stdin.on("error", () => {});
  child.on("exit", () => removeSocket(socketPath));
  const log: string[] = [];
  let started = false;
  const hear = (line: string): void => {
    if (started) process.stderr.write(`${line}\n`);
    else log.push(line);
    if (log.length > LOG_LINES) log.shift();
  };
  onLines(child.stderr, hear);
  try {
    await listening(child, hear);
  } catch (error) {
    kill(child);
    removeSocket(socketPath);
    throw new ServerStartError(of, (error as Error).message || lastOf(log), advice(), log);
  }
  started = true;
  for (const line of log) process.stderr.write(`${line}\n`);
  child.unref();
  for (const stream of [child.stdin, child.stdout, child.stderr]) (stream as unknown as Socket).unref();
  sweepSockets();
  return { child, socketPath, holders: 0, ending: undefined };
}

/** With all that it started, which would keep Node alive as long as its pipes are open. */
function kill({ pid, stdio }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended.
  }
  for (const stream of stdio) stream?.destroy();
}

/**
 * Waits for the line that tells that the server listens. What it prints later is for people.
 *
 * @throws Error with the problem, or an empty message where the log tells it
 */
function listening(child: ChildProcess & { readonly stdout: Readable }, hear: (line: string) => void) {
  return new Promise<void>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`it said nothing for ${LONGEST_START / 1000} s`)),
      LONGEST_START,
    );
    let first = true;
    onLines(child.stdout, (line) => {
      if (!first) return hear(line);
      first = false;
      clearTimeout(timer);
      if (/^\{"listening": /.test(line)) resolve();
      else reject(new Error(`its first line is "${line.slice(0, 80)}"`));
    });
    child.once("error", (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      reject(new Error(`${child.spawnfile} cannot be run (${error.code})`));
    });
    // "close": when all that it wrote has been read.
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      reject(new Error(signal === null && code !== 0 ? "" : `it ended (${signal ?? "status 0"})`));
    });
  });
}

function lastOf(log: readonly string[]): string {
  return log.findLast((line) => line.trim() !== "")?.trim() ?? "it ended without a word";
}

function advice(): string {
  const named = namedPython();
  return named === undefined
    ? "`npx creditgym gymnasium check` tells more"
    : `GYMNASIUM_PYTHON is "${named}": allowed is a Python 3.10 or newer with gymnasium, numpy and websockets`;
}
