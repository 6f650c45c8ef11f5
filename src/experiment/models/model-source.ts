import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { MODEL_FILE, modelFiles } from "../../engine/tf/model-files.js";
import { show, UsageError } from "../../errors/usage-error.js";

/** A model of TensorFlow.js that a trial can make: plain JSON, so that it travels to a worker. */
export interface ModelSource {
  /** What was given. */
  readonly id: string;
  /** The module that makes it, or the folder that holds it. */
  readonly path: string;
  /** Of the module (not of what it imports), or of the folder's `model.json` and files of weights. */
  readonly sha256: string;
}

/** The models of an arm; left out where the network is a native one. */
export interface PlannedModels {
  readonly actor?: ModelSource;
  readonly critic?: ModelSource;
}

const ALLOWED =
  "the path of a module that makes a model of TensorFlow.js, or of a folder that holds one (model.json)";

/**
 * Finds the model that a setting names.
 *
 * @param field that has it, for messages
 * @param directory where its path starts
 * @throws {UsageError} when there is none
 */
export function findModel(id: string, field: string, directory: string): ModelSource {
  const given = resolve(directory, id);
  const path = basename(given) === MODEL_FILE ? dirname(given) : given;
  if (!existsSync(path))
    throw new UsageError(`${field} is ${show(id)}, which is not there: allowed is ${ALLOWED}`);
  if (!isModelFolder(path) && !/\.[cm]?[jt]s$/.test(path)) {
    const found = isFolder(path) ? `a folder without ${MODEL_FILE}` : "neither";
    throw new UsageError(`${field} is ${show(id)}, ${found}: allowed is ${ALLOWED}`);
  }
  return { id, path, sha256: sha256Of(path) };
}

/** Whether it is a folder that holds a model; else it is a module. */
export function isModelFolder(path: string): boolean {
  return isFolder(path) && existsSync(join(path, MODEL_FILE));
}

/** Models as their files are now. @throws {UsageError} when these are gone */
export function modelsNow(models: PlannedModels): PlannedModels {
  const { actor, critic } = models;
  return { ...(actor && { actor: modelNow(actor) }), ...(critic && { critic: modelNow(critic) }) };
}

const modelNow = (source: ModelSource): ModelSource => ({ ...source, sha256: sha256Of(source.path) });

function sha256Of(path: string): string {
  const hash = createHash("sha256");
  try {
    for (const file of isModelFolder(path) ? modelFiles(path) : [path]) hash.update(readFileSync(file));
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
  return hash.digest("hex");
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
