import { readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** What `creditgym engines install` builds. */
export type AddonPackage = "tfjs-node" | "tfjs-node-gpu";

export function isAddonPackage(name: string): name is AddonPackage {
  return name === "tfjs-node" || name === "tfjs-node-gpu";
}

/** What the file `installed.json` of a finished folder says. */
export interface InstalledAddon {
  readonly package: AddonPackage;
  /** Of the npm package. */
  readonly version: string;
  /** Version of the TensorFlow library. */
  readonly tensorflow: string;
  readonly platform: string;
  readonly arch: string;
  /** With the CUDA libraries. */
  readonly cuda: boolean;
}

export const INSTALLED_FILE = "installed.json";

/** Where creditgym keeps what it builds: `$CREDITGYM_CACHE`, `$XDG_CACHE_HOME/creditgym` or `~/.cache/creditgym`. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env.CREDITGYM_CACHE) return env.CREDITGYM_CACHE;
  return join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "creditgym");
}

/** The folder of the newest addon that was built for this platform; undefined when there is none. */
export function installedAddon(
  name: AddonPackage,
  cache = cacheFolder(),
): (InstalledAddon & { readonly folder: string }) | undefined {
  const engines = join(cache, "engines");
  const found = foldersIn(engines).flatMap((entry) => {
    const folder = join(engines, entry);
    const installed = read(join(folder, INSTALLED_FILE));
    const fits =
      installed?.package === name &&
      installed.platform === process.platform &&
      installed.arch === process.arch;
    return fits ? [{ ...installed, folder }] : [];
  });
  const newest = new Intl.Collator("en", { numeric: true });
  return found.sort(
    (a, b) => newest.compare(b.tensorflow, a.tensorflow) || newest.compare(b.version, a.version),
  )[0];
}

function foldersIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function read(file: string): InstalledAddon | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as InstalledAddon;
  } catch {
    return undefined;
  }
}
