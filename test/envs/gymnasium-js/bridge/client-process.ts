import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath, pathToFileURL } from "node:url";

const BUILT = fileURLToPath(new URL("../../../../envs/gymnasium-js/dist/bridge/index.js", import.meta.url));

/** Starts a Node process that runs a program with everything of gymnasium-js/bridge, as `bridge` (from `bridgeUrl`). */
export function startClient(program: string, env: Record<string, string | undefined> = {}): ChildProcess {
  if (!existsSync(BUILT)) throw new Error("dist/ is missing: run `npm run build` first");
  const url = JSON.stringify(pathToFileURL(BUILT).href);
  const code = `import * as bridge from ${url};\nconst bridgeUrl = ${url};\n${program}`;
  return spawn(process.execPath, ["--input-type=module", "--eval", code], {
    env: { ...process.env, ...env },
  });
}

/** What a client (by its process) has started or left behind: processes of servers, folders of sockets. */
export function traces(client: number): string[] {
  const own = `gymnasium-js-${client}-`;
  const processes = execFileSync("ps", ["-axo", "pid=,command="], { encoding: "utf8", maxBuffer: 2 ** 26 })
    .split("\n")
    .filter((line) => line.includes(own));
  return [...processes, ...readdirSync(tmpdir()).filter((name) => name.startsWith(own))];
}

/** Waits until a condition holds. @throws Error after so many milliseconds */
export async function eventually(condition: () => boolean, patience: number): Promise<void> {
  const end = performance.now() + patience;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`not so after ${patience} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
