import { loadModel } from "../../engine/tf/model-files.js";
import { show, UsageError } from "../../errors/usage-error.js";
import { loadDefaultExport } from "../load-module.js";
import type { MadeModel, ModelMaker, ModelRequest } from "./define-model.js";
import { isModelFolder, type ModelSource } from "./model-source.js";

/**
 * The model of a source: what its module makes for the request, or what its folder holds.
 *
 * @param field that names it, for messages
 * @throws {UsageError} one sentence on why there is none
 */
export async function makeModel(
  source: ModelSource,
  field: string,
  request: ModelRequest,
): Promise<MadeModel> {
  const refusal = (reason: string, cause?: unknown): UsageError =>
    new UsageError(`${field} is ${show(source.id)}, ${reason}`, { cause });
  if (isModelFolder(source.path)) {
    try {
      return await loadModel(request.tf, source.path);
    } catch (error) {
      throw refusal(`which cannot be loaded: ${firstLine(error)}`, error);
    }
  }
  const make = await loadDefaultExport(source.path);
  if (typeof make !== "function") {
    throw refusal(`which exports ${show(make)} by default: allowed is a function that makes a model`);
  }
  let made: unknown;
  try {
    made = await (make as ModelMaker)(request);
  } catch (error) {
    throw refusal(`whose function failed: ${firstLine(error)}`, error);
  }
  if (isModel(made)) return made;
  throw refusal(`which makes ${kindOf(made)}: allowed is a tf.LayersModel, such as tf.sequential() makes`);
}

/**
 * Makes a module's model twice: trials with equal seeds are to begin with equal weights.
 *
 * @throws {UsageError} where they would not, and what {@link makeModel} throws
 */
export async function checkRepeatable(
  source: ModelSource,
  field: string,
  request: ModelRequest,
): Promise<void> {
  if (isModelFolder(source.path)) return;
  const [first, second] = [await makeModel(source, field, request), await makeModel(source, field, request)];
  // It may be the one that an agent has, too.
  if (first === second) {
    throw new UsageError(
      `${field} is ${show(source.id)}, which gives the same model again: allowed is a new one for each call`,
    );
  }
  const areEqual = weightsOf(first).equals(weightsOf(second));
  for (const model of [first, second]) model.dispose();
  if (areEqual) return;
  throw new UsageError(
    `${field} is ${show(source.id)}, which gives a model other weights each time: allowed is to draw them from the ` +
      "request's seed, as initialiseModel(tf, model, seed) does",
  );
}

function weightsOf({ trainableWeights, nonTrainableWeights }: MadeModel): Buffer {
  const values = [...trainableWeights, ...nonTrainableWeights].map((weight) => weight.read().dataSync());
  return Buffer.concat(values.map((of) => Buffer.from(of.buffer, of.byteOffset, of.byteLength)));
}

function isModel(value: unknown): value is MadeModel {
  const { inputs, outputs, apply, trainableWeights } = (value ?? {}) as Partial<MadeModel>;
  return [inputs, outputs, trainableWeights].every(Array.isArray) && typeof apply === "function";
}

function kindOf(value: unknown): string {
  return typeof value === "object" && value !== null ? "another object" : show(value);
}

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split("\n", 1)[0]!;
