import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("../../dist/src/cli/main.js", import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the built command. */
export function start(args: readonly string[], cwd?: string, env?: NodeJS.ProcessEnv): ChildProcess {
  if (!existsSync(PROGRAM)) throw new Error("dist/ is missing: run `npm run build` first");
  return spawn(process.execPath, [PROGRAM, ...args], { cwd, env });
}

/** What a started command says and how it ends. */
export async function finished(child: ChildProcess): Promise<Finished> {
  let stdout = "";
  let stderr = "";
  child.stdout!.on("data", (data) => {
    stdout += data;
  });
  child.stderr!.on("data", (data) => {
    stderr += data;
  });
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, stdout, stderr };
}

/** Runs the built command to its end. */
export function creditgym(...args: readonly string[]): Promise<Finished> {
  return finished(start(args));
}
