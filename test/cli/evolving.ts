import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { temporaryFolder } from "../experiment/tiny.js";
import { type Finished, finished, start } from "./creditgym.js";

/** Where the test's commands run. */
export const cwd = temporaryFolder();
export const fixtures = join(import.meta.dirname, "../fixtures/experiments");
export const SMALL = join(fixtures, "small-evolution.ts");

/** Runs `creditgym evolve` to its end. */
export const evolve = (...args: readonly string[]): Promise<Finished> =>
  finished(start(["evolve", ...args], cwd));

export const read = (...path: readonly string[]): string => readFileSync(join(cwd, ...path), "utf8");

/** Every file of a run but its times, by path. */
export function filesOf(folder: string): Record<string, string> {
  const entries = readdirSync(join(cwd, folder), { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    entries
      .filter((entry) => entry.isFile() && entry.name !== "timing.json")
      .map(({ parentPath, name }) => join(parentPath, name))
      .map((path) => [relative(join(cwd, folder), path), readFileSync(path, "base64")]),
  );
}
