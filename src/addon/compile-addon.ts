import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { AddonPackage } from "../engine/tf/addon-cache.js";
import { AddonError } from "./addon-error.js";
import type { Command } from "./find-programs.js";
import { runProgram } from "./run-program.js";
import { NAPI } from "./versions.js";

/** Folders of an addon's folder. */
export const SITE = "site";
export const HEADERS = "headers";

/**
 * Compiles tfjs-node's sources against the TensorFlow library. Only its C interface is used, so compilers and ABIs of
 * the C++ library need not agree. The addon finds the library beside it, wherever the folder is moved to.
 */
export async function compileAddon(
  name: AddonPackage,
  folder: string,
  compiler: Command,
  signal: AbortSignal | undefined,
): Promise<void> {
  const tfjs = join(folder, "node_modules/@tensorflow", name);
  const library = join(folder, SITE, "tensorflow");
  // Where tfjs-node looks for it.
  const output = join(tfjs, `lib/napi-v${NAPI}`);
  mkdirSync(output, { recursive: true });
  const sources = readdirSync(join(tfjs, "binding")).filter((file) => file.endsWith(".cc"));
  const [command, ...first] = compiler;
  const args = [
    ...first,
    ...["-std=c++17", "-O2", "-fPIC", "-shared", "-w", `-DNAPI_VERSION=${NAPI}`],
    `-I${join(folder, "node_modules/node-api-headers/include")}`,
    `-I${join(folder, HEADERS, "tensorflow/include")}`,
    ...sources.map((file) => join(tfjs, "binding", file)),
    ...["-o", join(output, "tfjs_binding.node")],
    ...[`-L${library}`, "-l:libtensorflow_cc.so.2", "-l:libtensorflow_framework.so.2"],
    `-Wl,-rpath,$ORIGIN/../../../../../${SITE}/tensorflow`,
  ];
  const { code, killedBy, stderr } = await runProgram(command, args, { signal });
  if (code === 0) return;
  const lines = stderr.trim().split("\n");
  const problem = lines.find((line) => /\berror\b/.test(line)) ?? lines.at(-1);
  throw new AddonError(
    `${compiler.join(" ")} cannot compile the addon of ${name}: ${problem || `it ended with ${killedBy ?? code}`}`,
  );
}
