import { existsSync } from "node:fs";
import { createRequire, Module } from "node:module";
import { constants } from "node:os";
import { join } from "node:path";
import { type AddonPackage, installedAddon } from "./addon-cache.js";
import { type FoundPackage, packageFrom, packagePlaces } from "./find-package.js";
import { hasGpuDriver } from "./gpu.js";
import { setLibraryEnvironment } from "./library-environment.js";

/** TensorFlow's library, which is much faster at large products than what runs without it. */
export interface NativeBackend {
  readonly backend: AddonPackage;
  /** Whether it may find a GPU. */
  readonly gpu: boolean;
}

/** The native backend that `loadTensorFlow` takes, as far as its files tell: nothing is loaded. */
export function findNativeBackend(): NativeBackend | undefined {
  for (const backend of ["tfjs-node-gpu", "tfjs-node"] as const) {
    if (!nativePackages(backend).some((found) => existsSync(addonOf(found)))) continue;
    return { backend, gpu: backend === "tfjs-node-gpu" && hasGpuDriver() };
  }
  return undefined;
}

/** All copies of a package with a native addon, in the order in which they are tried; the addon may be missing. */
export function nativePackages(name: AddonPackage): readonly FoundPackage[] {
  const built = installedAddon(name);
  const places = [...packagePlaces(), ...(built === undefined ? [] : [join(built.folder, "package.json")])];
  return places.flatMap((place) => packageFrom(place, name) ?? []);
}

/** Loads a package's addon, and makes Node fit for the package's own program. @throws {Error} */
export function loadAddon(found: FoundPackage): void {
  setLibraryEnvironment();
  addMissingUtilities();
  const addon = addonOf(found);
  if (!existsSync(addon)) throw new Error("its native addon is missing");
  loadForGood(found.require, addon);
}

/** The file of a package's addon, be it there or not. */
function addonOf({ file, folder }: FoundPackage): string {
  const gyp = createRequire(file)("@mapbox/node-pre-gyp") as { find(packageJson: string): string };
  return gyp.find(join(folder, "package.json"));
}

/** RTLD_NODELETE, which Node has no name for. */
const NO_DELETE: Partial<Record<NodeJS.Platform, number>> = { linux: 0x1000, darwin: 0x80 };

/**
 * What `require` does, but the library stays when the last thread that uses it ends: its own threads go on running, and
 * would run code that is gone.
 */
function loadForGood(require: NodeJS.Require, addon: string): void {
  if (require.cache[addon] !== undefined) return;
  const module = new Module(addon);
  process.dlopen(module, addon, constants.dlopen.RTLD_LAZY | (NO_DELETE[process.platform] ?? 0));
  module.loaded = true;
  require.cache[addon] = module;
}

/** tfjs-node calls functions of `node:util` that Node 23 has no more, and others that Node 22 warns of. */
function addMissingUtilities(): void {
  const util = createRequire(import.meta.url)("node:util") as Record<string, unknown>;
  util.isNullOrUndefined = (value: unknown) => value === null || value === undefined;
  util.isArray = Array.isArray;
}
