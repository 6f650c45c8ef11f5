import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { nearest } from "gymnasium-js";
import { type ShippedExperiment, shippedExperiments } from "../../experiments/index.js";
import { didYouMean, UsageError } from "../errors/usage-error.js";
import { loadDefaultExport } from "./load-module.js";
import type { FoundExperiment } from "./plan.js";
import { parseExperiment } from "./validate.js";

/**
 * Loads an experiment by the name under which it comes with creditgym, or by its file's path.
 *
 * @throws {UsageError} when there is none, or it is not one
 */
export async function loadExperiment(nameOrPath: string): Promise<FoundExperiment> {
  const names = Object.keys(shippedExperiments);
  if (names.includes(nameOrPath)) return loadShipped(nameOrPath as ShippedExperiment);
  const file = resolve(nameOrPath);
  if (!existsSync(file)) {
    throw new UsageError(
      `experiment is "${nameOrPath}": allowed is the path of a file, or one of ${names.join(", ")}` +
        didYouMean(nearest(nameOrPath, names)),
    );
  }
  const experiment = parseExperiment(await loadDefaultExport(file), nameOrPath);
  return { experiment, directory: dirname(file) };
}

/** An experiment that comes with creditgym. */
export async function loadShipped(name: ShippedExperiment): Promise<FoundExperiment> {
  const { default: experiment } = await shippedExperiments[name]();
  return { experiment, directory: process.cwd() };
}
