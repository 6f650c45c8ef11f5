import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../../errors/usage-error.js";
import { removeTemporaryFiles } from "./atomic-file.js";
import { isListed, writeChecksums } from "./checksums.js";
import type { MadeWith } from "./read-run.js";
import { createRunFolder, madeHere, makeFolder } from "./run-folder.js";
import { LOCK_FILE, lockRun } from "./run-lock.js";
import { writing } from "./storage-error.js";

/** A run's folder that this process works in, and what is known of the run. */
export type TakenFolder<T> = T & {
  readonly folder: string;
  /** Lets others work in it. */
  close(): void;
};

/**
 * Makes the folder of a new run and takes it.
 *
 * @param name of the experiment, @param out the folder, new or empty; `runs/<experiment>/<time>` unless given
 * @param begin writes `experiment.json`
 * @throws {UsageError | StorageError}
 */
export function takeNewFolder<T extends object>(
  name: string,
  out: string | undefined,
  begin: (folder: string) => T,
): TakenFolder<T> {
  const folder = createRunFolder(name, out);
  return opened(folder, lockRun(folder), () => begin(folder));
}

/**
 * Takes the folder of a run that is to go on, or one in which it is to begin.
 *
 * @param begin writes `experiment.json`, where the run had not come as far
 * @param goOn reads what is there
 * @throws {UsageError} where the folder holds something else, or another process is at work
 * @throws {StorageError}
 */
export function takeOldFolder<T extends object>(
  folder: string,
  begin: () => T,
  goOn: () => T,
): TakenFolder<T> {
  if (existsSync(folder) && !statSync(folder).isDirectory()) {
    throw new UsageError(`--resume is "${folder}", which is no folder: allowed is the folder of a run`);
  }
  makeFolder(folder, "--resume");
  if (!isBegun(folder) && readdirSync(folder).some((name) => !isLeftover(name))) {
    throw new UsageError(
      `--resume is "${folder}", which holds no experiment.json: allowed is the folder of a run, or a new one`,
    );
  }
  return opened(folder, lockRun(folder), () => {
    writing(folder, () => removeTemporaryFiles(folder));
    if (!isBegun(folder)) return begin();
    const begun = goOn();
    // A process may have been killed between the two.
    if (!isListed(join(folder, "experiment.json"))) writeChecksums(folder, ["experiment.json"]);
    return begun;
  });
}

/** Whether a folder holds a run's plan. */
export function isBegun(folder: string): boolean {
  return existsSync(join(folder, "experiment.json"));
}

/** What the user is to know of where a run was begun. @throws {UsageError} for another version of creditgym */
export function versionNotes(folder: string, made: MadeWith): string[] {
  const { versions, host } = madeHere();
  if (made.versions.creditgym !== versions.creditgym) {
    throw new UsageError(
      `--resume is "${folder}", which was begun with creditgym ${made.versions.creditgym}: ` +
        `allowed is the same version, and this is ${versions.creditgym}`,
    );
  }
  const isSame = made.versions.v8 === versions.v8 && made.host.architecture === host.architecture;
  if (isSame) return [];
  return [
    `The run was begun with Node ${made.versions.node} on ${made.host.architecture} and goes on with ` +
      `${versions.node} on ${host.architecture}: the last digits of its numbers may differ from those of either.`,
  ];
}

const isLeftover = (name: string): boolean => name === LOCK_FILE || name.endsWith(".tmp");

function opened<T extends object>(folder: string, close: () => void, prepare: () => T): TakenFolder<T> {
  try {
    return { ...prepare(), folder, close };
  } catch (error) {
    close();
    throw error;
  }
}
