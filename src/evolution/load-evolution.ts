import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { nearest } from "gymnasium-js";
import { type ShippedEvolution, shippedEvolutions } from "../../experiments/index.js";
import { didYouMean, UsageError } from "../errors/usage-error.js";
import { loadDefaultExport } from "../experiment/load-module.js";
import { parse } from "../experiment/validate.js";
import type { Evolution, EvolutionSettings } from "./definition.js";
import { evolutionSchema } from "./evolution-schema.js";
import { findEvolvedFamily, loadFamily } from "./evolved-family.js";
import { type EvolutionPlan, planEvolution } from "./plan-evolution.js";

/** An evolution, and where the paths in it start. */
export interface FoundEvolution {
  readonly evolution: Evolution;
  readonly directory: string;
}

/**
 * Loads an evolution by the name under which it comes with creditgym, or by its file's path.
 *
 * @throws {UsageError} when there is none, or it is not one
 */
export async function loadEvolution(nameOrPath: string): Promise<FoundEvolution> {
  const names = Object.keys(shippedEvolutions);
  if (names.includes(nameOrPath)) {
    const { default: evolution } = await shippedEvolutions[nameOrPath as ShippedEvolution]();
    return { evolution, directory: process.cwd() };
  }
  const file = resolve(nameOrPath);
  if (!existsSync(file)) {
    throw new UsageError(
      `experiment is "${nameOrPath}": allowed is the path of a file, or one of ${names.join(", ")}` +
        didYouMean(nearest(nameOrPath, names)),
    );
  }
  const evolution = parse(evolutionSchema, await loadDefaultExport(file), nameOrPath);
  return { evolution, directory: dirname(file) };
}

/**
 * Resolves an evolution under the settings of the command line, whose paths start where the user is. A module that
 * registers its family is loaded.
 *
 * @throws {UsageError | GymnasiumError} one sentence on what does not fit
 */
export async function planFoundEvolution(
  { evolution, directory }: FoundEvolution,
  settings: EvolutionSettings = {},
): Promise<EvolutionPlan> {
  const found =
    settings.family === undefined
      ? findEvolvedFamily(evolution.family, directory)
      : findEvolvedFamily(settings.family, process.cwd());
  await loadFamily(found);
  return planEvolution(evolution, { ...settings, family: found.family }, found.familyModule);
}
