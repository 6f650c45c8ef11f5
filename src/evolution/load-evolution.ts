import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { nearest } from "gymnasium-js";
import { type ShippedEvolution, shippedEvolutions } from "../../experiments/index.js";
import { didYouMean, UsageError } from "../errors/usage-error.js";
import { loadDefaultExport } from "../experiment/load-module.js";
import { parse } from "../experiment/validate.js";
import type { Evolution } from "./definition.js";
import { evolutionSchema } from "./evolution-schema.js";

/**
 * Loads an evolution by the name under which it comes with creditgym, or by its file's path.
 *
 * @throws {UsageError} when there is none, or it is not one
 */
export async function loadEvolution(nameOrPath: string): Promise<Evolution> {
  const names = Object.keys(shippedEvolutions);
  if (names.includes(nameOrPath)) return (await shippedEvolutions[nameOrPath as ShippedEvolution]()).default;
  const file = resolve(nameOrPath);
  if (!existsSync(file)) {
    throw new UsageError(
      `experiment is "${nameOrPath}": allowed is the path of a file, or one of ${names.join(", ")}` +
        didYouMean(nearest(nameOrPath, names)),
    );
  }
  return parse(evolutionSchema, await loadDefaultExport(file), nameOrPath);
}
