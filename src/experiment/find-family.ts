import { SPLITS, type Split } from "../../envs/families/index.js";
import { UsageError } from "../errors/usage-error.js";
import type { FamilyChoice } from "./definition.js";
import { type EnvironmentSource, environmentSpec, findEnvironment } from "./environments.js";
import { knownFamily } from "./family-source.js";

/** What of a family is compared unless its choice tells. */
const DEFAULT_SPLITS: readonly Split[] = ["training", "held-out"];

/**
 * Finds the family that an experiment names: a registered id, or what a user's module registers
 * (`./my-families.ts:my-family`, `my-package:my-family`), which is loaded when an environment of it is made.
 *
 * @param directory where modules' paths start, and packages are looked for
 * @returns a source for each of its splits, in the order training, validation, held-out
 * @throws {UsageError} when there is none
 */
export function findFamily(choice: FamilyChoice, directory: string): EnvironmentSource[] {
  const { splits = DEFAULT_SPLITS, ...chosen } = typeof choice === "string" ? { id: choice } : choice;
  const { member, base } = chosen.id.includes(":")
    ? fromModule(chosen, directory)
    : { member: chosen.id, base: { ...chosen, id: knownFamily(chosen.id).environmentId } };
  return SPLITS.filter((split) => splits.includes(split)).map((split) => ({
    ...{ kwargs: {}, ...base },
    family: { id: member, split },
  }));
}

/**
 * Loads the modules that are to register the families of these sources.
 *
 * @throws {UsageError} where one cannot be loaded, or does not register the family
 */
export async function loadFamilies(sources: readonly EnvironmentSource[]): Promise<void> {
  const own = sources.filter(({ module, family }) => module !== undefined && family !== undefined);
  // Of several splits one does.
  for (const source of new Map(own.map((one) => [one.id, one])).values()) await environmentSpec(source);
}

function fromModule(
  chosen: Exclude<FamilyChoice, string>,
  directory: string,
): { readonly member: string; readonly base: EnvironmentSource } {
  const base = moduleSource(chosen, directory);
  if (base.module !== undefined && base.member !== undefined) return { member: base.member, base };
  throw new UsageError(
    `family is "${chosen.id}": allowed is the id of a family, or that of one which a module registers, such as ` +
      "./my-families.ts:my-family",
  );
}

/** Modules of families are found as those of environments are; what is wrong is told of a family. @throws {UsageError} */
function moduleSource(chosen: Exclude<FamilyChoice, string>, directory: string): EnvironmentSource {
  try {
    return findEnvironment(chosen, directory);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(error.message.replace(/^environment is/, "family is"), { cause: error });
  }
}
