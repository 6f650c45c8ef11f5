import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../errors/usage-error.js";
import { checkSame, type RunDifferences } from "../experiment/store/check-same.js";
import { checkFile } from "../experiment/store/checksums.js";
import { changedModules, differences } from "../experiment/store/plan-differences.js";
import type { MadeWith } from "../experiment/store/read-run.js";
import { madeHere, writeExperiment } from "../experiment/store/run-folder.js";
import {
  type TakenFolder,
  takeNewFolder,
  takeOldFolder,
  versionNotes,
} from "../experiment/store/take-folder.js";
import { withModuleNow } from "./evolved-family.js";
import type { EvolutionPlan } from "./plan-evolution.js";

/** Lifetimes run on the WebAssembly kernels alone. */
export const ENGINE = "wasm";

/** An evolution's folder that this process works in. */
export type OpenEvolution = TakenFolder<{
  readonly made: MadeWith;
  /** What the user is to know, in sentences. */
  readonly notes: readonly string[];
}>;

/**
 * Makes the folder of a new evolution, or opens that of one that is to go on.
 *
 * @param where at most one of the two: `out` is new or empty (`runs/<name>/<time>` unless given)
 * @throws {UsageError} where it holds something else or another plan, or another process is at work
 * @throws {StorageError}
 */
export function openEvolution(
  plan: EvolutionPlan,
  { out, resume }: { readonly out?: string; readonly resume?: string },
): OpenEvolution {
  const begin = (folder: string): Pick<OpenEvolution, "made" | "notes"> => {
    writeExperiment(folder, { command: "evolve", ...plan, engine: ENGINE });
    return { made: madeHere(), notes: [] };
  };
  if (resume === undefined) return takeNewFolder(plan.name, out, begin);
  return takeOldFolder(
    resume,
    () => begin(resume),
    () => {
      const { plan: before, made } = readEvolution(resume);
      const now = JSON.parse(JSON.stringify(plan)) as EvolutionPlan;
      checkSame(resume, planDifferences(before, now));
      return { made, notes: versionNotes(resume, made) };
    },
  );
}

/** The plan of the evolution in a folder, to go on with. @throws {UsageError} */
export function planOfEvolution(folder: string): EvolutionPlan {
  if (!existsSync(join(folder, "experiment.json"))) {
    throw new UsageError(
      `--resume is "${folder}", which holds no experiment.json: allowed is the folder of an evolution; ` +
        "with the experiment given too, also a new one",
    );
  }
  return withModuleNow(readEvolution(folder).plan);
}

function readEvolution(folder: string): { readonly plan: EvolutionPlan; readonly made: MadeWith } {
  const path = join(folder, "experiment.json");
  checkFile(path);
  const { command, engine: _engine, versions, host, ...plan } = parsed(path);
  if (command !== "evolve" || versions?.creditgym === undefined || host === undefined) {
    throw new UsageError(
      `${path} is no evolution's: allowed is the folder of a run that \`creditgym evolve\` made`,
    );
  }
  return { plan: plan as unknown as EvolutionPlan, made: { versions, host } };
}

function parsed(path: string): Partial<MadeWith> & Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

/** A user's module may be somewhere else by now, but must be the same. */
function planDifferences(before: EvolutionPlan, now: EvolutionPlan): RunDifferences {
  return {
    settings: differences(withoutText(before), withoutText(now)),
    modules: changedModules([[before.familyModule ?? {}, now.familyModule ?? {}]]),
  };
}

/** What numbers depend on. */
function withoutText({ description: _description, familyModule, ...plan }: EvolutionPlan): object {
  return { ...plan, ...(familyModule && { familyModule: familyModule.id }) };
}
