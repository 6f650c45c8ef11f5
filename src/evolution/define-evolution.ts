import { parse } from "../experiment/validate.js";
import type { Evolution } from "./definition.js";
import { evolutionSchema } from "./evolution-schema.js";

/**
 * What a file for `creditgym evolve` exports: typed, and checked when the file is loaded.
 *
 * @throws {UsageError} one sentence on the first thing that is wrong
 *
 * @example
 * ```ts
 * import { defineEvolution } from "creditgym";
 *
 * export default defineEvolution({
 *   name: "evolve-small",
 *   family: "cart-pole",
 *   updates: 10,
 *   topDown: { hidden: [8], diffusion: { credits: 4 } },
 *   generations: 20,
 * });
 * ```
 */
export function defineEvolution(evolution: Evolution): Evolution {
  return parse(evolutionSchema, evolution);
}
