import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../engine/tf/addon-cache.js";

/** Deletes all addons that were built in creditgym's cache, of any version. Returns their folders. */
export function removeAddons(): readonly string[] {
  const engines = join(cacheFolder(), "engines");
  let names: readonly string[];
  try {
    names = readdirSync(engines);
  } catch {
    return [];
  }
  const folders = names.filter((name) => name.startsWith("tfjs-node")).map((name) => join(engines, name));
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  return folders;
}
