import { fileURLToPath } from "node:url";
import type { TfBackend } from "../engine/tf/tf-backend.js";
import type { Probed } from "./probe.js";
import { runProgram } from "./run-program.js";

const PROGRAM = fileURLToPath(new URL("./probe.js", import.meta.url));

/**
 * Loads a backend in a process of its own, which a native library may bring down, and lets it compute; with `folder`
 * the addon that was built there.
 */
export async function probeBackend(
  backend: TfBackend,
  folder?: string,
  signal?: AbortSignal,
): Promise<Probed> {
  const args = [PROGRAM, backend, ...(folder === undefined ? [] : [folder])];
  const { code, killedBy, stdout, stderr } = await runProgram(process.execPath, args, { signal });
  try {
    return JSON.parse(stdout) as Probed;
  } catch {
    const last = stderr.trim().split("\n").at(-1);
    return {
      problem: `${backend} ended the process with ${killedBy ?? `status ${code}`}${last ? ` (${last})` : ""}`,
    };
  }
}
