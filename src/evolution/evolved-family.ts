import type { TaskFamily } from "../../envs/families/index.js";
import { type EnvironmentSource, environmentSpec, moduleOf } from "../experiment/environments.js";
import { knownFamily } from "../experiment/family-source.js";
import { findFamily } from "../experiment/find-family.js";

/** A user's module that registers the family of an evolution: plain JSON, so that it travels to workers. */
export interface FamilyModule {
  /** What was given: `./my-families.ts:my-family`. */
  readonly id: string;
  readonly module: string;
  /** SHA-256 of that file: not of what it imports. */
  readonly moduleSha256: string;
}

/** On whose tasks policies live. */
export interface EvolvedFamily {
  /** Id of a task family, or that under which the module registers it. */
  readonly family: string;
  /** Left out for families that come with creditgym. */
  readonly familyModule?: FamilyModule;
}

/**
 * Finds the family that an evolution names, as `compare` does: a registered id, or what a user's module registers.
 *
 * @param directory where modules' paths start, and packages are looked for
 * @throws {UsageError} when there is none
 */
export function findEvolvedFamily(id: string, directory: string): EvolvedFamily {
  const [{ family, module, moduleSha256 }] = findFamily(id, directory) as [EnvironmentSource];
  const familyModule = module === undefined ? undefined : { id, module, moduleSha256: moduleSha256! };
  return { family: family!.id, ...(familyModule && { familyModule }) };
}

/** The same with the module as it is now. @throws {UsageError} when it cannot be read */
export function withModuleNow<T extends EvolvedFamily>(plan: T): T {
  const { familyModule } = plan;
  if (familyModule === undefined) return plan;
  return { ...plan, familyModule: { ...familyModule, ...moduleOf(familyModule.module) } };
}

/** The family itself; its module is loaded first. @throws {UsageError} when there is none */
export async function loadFamily({ family, familyModule }: EvolvedFamily): Promise<TaskFamily> {
  if (familyModule !== undefined) {
    const ofSplit = { family: { id: family, split: "training" }, kwargs: {} } as const;
    await environmentSpec({ ...familyModule, ...ofSplit, member: family });
  }
  return knownFamily(family);
}
