import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { packageRoot } from "./package-root.js";

export interface CommandRun {
  readonly stdout: string;
  readonly stderr: string;
  /** Wall-clock seconds of the whole process. */
  readonly seconds: number;
}

/** Runs the built command as a user would; run folders go to a place that is deleted afterwards. */
export async function runCommand(
  args: readonly string[],
  nodeArgs: readonly string[] = [],
): Promise<CommandRun> {
  const command = join(packageRoot(), "dist/src/cli/main.js");
  if (!existsSync(command)) throw new Error(`${command} is missing: run npm run build first`);
  const folder = mkdtempSync(join(tmpdir(), "creditgym-bench-"));
  try {
    const start = performance.now();
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [...nodeArgs, command, ...args], {
      cwd: folder,
      maxBuffer: 2 ** 26,
    });
    return { stdout, stderr, seconds: (performance.now() - start) / 1000 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
