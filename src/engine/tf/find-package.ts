import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** One of TensorFlow.js's packages that was found. */
export interface FoundPackage {
  readonly require: NodeJS.Require;
  /** Its main file. */
  readonly file: string;
  /** Its own folder. */
  readonly folder: string;
}

/** Files from which packages are looked for: those of the working directory come first, then those beside creditgym. */
export function packagePlaces(): readonly string[] {
  return [join(process.cwd(), "package.json"), import.meta.url];
}

/** @param name such as "tfjs" */
export function findPackage(name: string, places = packagePlaces()): FoundPackage | undefined {
  for (const place of places) {
    const found = packageFrom(place, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The package as a module in `place` would import it; undefined where it could not. */
export function packageFrom(place: string, name: string): FoundPackage | undefined {
  const require = createRequire(place);
  try {
    const file = require.resolve(`@tensorflow/${name}`);
    // All these packages have their main file in `dist`.
    return { require, file, folder: dirname(dirname(file)) };
  } catch {
    return undefined;
  }
}
