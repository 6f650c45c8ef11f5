import { inject } from "vitest";
import "../set-up/engines-folder.js";
import { type Finished, finished, start } from "../cli/creditgym.js";

/** Runs `creditgym engines`, with this folder for its cache. */
export function engines(
  args: readonly string[],
  cache: string,
  env: NodeJS.ProcessEnv = {},
): Promise<Finished> {
  return finished(start(["engines", ...args], undefined, { ...process.env, CREDITGYM_CACHE: cache, ...env }));
}

/** What builds each package here. No machine that tests are run on needs CUDA's libraries: they are some gigabytes. */
export const INSTALL = {
  "tfjs-node": ["install"],
  "tfjs-node-gpu": ["install", "--gpu", "--system-cuda"],
} as const;

/**
 * The cache with the real addons of tfjs-node and tfjs-node-gpu, for CREDITGYM_CACHE. The first test file of a run that
 * asks has `creditgym engines install` build them, which takes minutes; the others find them.
 */
export async function installedEngines(): Promise<string> {
  const cache = inject("enginesFolder");
  const both = await Promise.all(Object.values(INSTALL).map((args) => engines(args, cache)));
  for (const { code, stderr } of both) if (code !== 0) throw new Error(stderr);
  return cache;
}
