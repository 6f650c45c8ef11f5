import { existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { dirname, join, resolve } from "node:path";
import { UsageError } from "../../errors/usage-error.js";
import { packageVersion } from "../package-info.js";
import { writeJson } from "./atomic-file.js";
import { writeChecksums } from "./checksums.js";
import type { MadeWith } from "./read-run.js";

/**
 * Makes the folder of a run: `out` itself, or else `runs/<experiment>/<time>`.
 *
 * @throws {UsageError} rather than put anything beside or over what is there
 */
export function createRunFolder(name: string, out?: string): string {
  if (out !== undefined) {
    if (existsSync(out) && (!statSync(out).isDirectory() || readdirSync(out).length > 0)) {
      throw new UsageError(`--out is "${out}", which exists: allowed is a new or empty folder for the run`);
    }
    makeFolder(out, "--out");
    return out;
  }
  const time = new Date()
    .toISOString()
    .replace(/\.\d+Z$/, "")
    .replaceAll(":", "-");
  const parent = join("runs", name);
  makeFolder(parent, "the folder of runs");
  for (let k = 1; ; k++) {
    const folder = join(parent, k === 1 ? time : `${time}_${k}`);
    try {
      mkdirSync(folder);
      return folder;
    } catch (error) {
      // Another run of the same second has it.
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

/**
 * Makes a folder and those above it; Node's own way never ends where /proc answers ENOENT.
 *
 * @throws {UsageError}
 */
export function makeFolder(path: string, field: string): void {
  try {
    const missing: string[] = [];
    for (let folder = resolve(path); !existsSync(folder); folder = dirname(folder)) missing.push(folder);
    for (const folder of missing.reverse()) makeUnlessThere(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(
      `${field} is "${path}", which cannot be made (${code}): allowed is a folder that can be written to`,
      { cause: error },
    );
  }
}

/** Another run may make it at the same moment. */
function makeUnlessThere(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/** Writes `experiment.json`: all that decides the numbers, and what they were computed with. @throws {StorageError} */
export function writeExperiment(folder: string, plan: object): void {
  writeJson(join(folder, "experiment.json"), { ...plan, ...madeHere() });
  writeChecksums(folder, ["experiment.json"]);
}

/** With what this process computes. */
export function madeHere(): MadeWith {
  const processors = cpus();
  return {
    versions: { creditgym: packageVersion(), node: process.versions.node, v8: process.versions.v8 },
    host: {
      platform: process.platform,
      architecture: process.arch,
      cpu: processors[0]?.model ?? "unknown",
      cores: processors.length,
      memoryBytes: totalmem(),
    },
  };
}
