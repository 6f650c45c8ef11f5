import { spawn } from "node:child_process";

export interface ProgramOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Ends the program, and what it started, when aborted. */
  readonly signal?: AbortSignal | undefined;
  /** Told of each line on standard output. */
  readonly onLine?: (line: string) => void;
}

export interface Ended {
  readonly code: number | null;
  /** What killed it. */
  readonly killedBy: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. Rejects only where it cannot be started at all (its `code` tells why) or was aborted. */
export function runProgram(
  command: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<Ended> {
  const { cwd, env, signal, onLine } = options;
  signal?.throwIfAborted();
  // A process group of its own: compilers and pip start more processes.
  const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
  const abort = (): void => {
    try {
      process.kill(-child.pid!, "SIGTERM");
    } catch {
      // It has ended by itself.
    }
  };
  signal?.addEventListener("abort", abort, { once: true });
  let stdout = "";
  let stderr = "";
  let rest = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    for (const line of lines) onLine?.(line);
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  return new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, killedBy) => resolve({ code, killedBy, stdout, stderr }));
  })
    .then((ended) => {
      signal?.throwIfAborted();
      return ended;
    })
    .finally(() => signal?.removeEventListener("abort", abort));
}

/** Whether a program can be started and ends well. */
export async function runs(command: string, args: readonly string[]): Promise<boolean> {
  try {
    return (await runProgram(command, args)).code === 0;
  } catch {
    return false;
  }
}
