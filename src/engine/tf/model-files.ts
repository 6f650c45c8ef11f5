import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LayersModel } from "./tf-model.js";

/** What tfjs hands to a handler that saves, or takes from one that loads; parts that are not needed left out. */
interface Artifacts {
  readonly modelTopology?: unknown;
  readonly weightSpecs?: unknown;
  /** In one part or several. */
  readonly weightData?: ArrayBuffer | readonly ArrayBuffer[];
  readonly format?: string;
  readonly generatedBy?: string;
  readonly convertedBy?: string | null;
}

interface SavableModel extends LayersModel {
  save(handler: unknown): Promise<unknown>;
}

interface ModelLoader<M> {
  loadLayersModel(handler: unknown): Promise<M>;
}

interface ModelFile extends Omit<Artifacts, "weightSpecs" | "weightData"> {
  readonly weightsManifest: readonly { readonly paths: readonly string[]; readonly weights: unknown }[];
}

export const MODEL_FILE = "model.json";
const WEIGHTS_FILE = "weights.bin";

/**
 * Writes a model's topology and weights into a folder as tfjs's layers format has them (`model.json` and
 * `weights.bin`), which `tf.loadLayersModel` and TensorFlow's converter read. Any backend will do.
 */
export async function saveModel(model: SavableModel, folder: string): Promise<void> {
  await model.save({
    save: async ({ weightSpecs, weightData = [], ...rest }: Artifacts) => {
      const parts = Array.isArray(weightData) ? weightData : [weightData];
      const file: ModelFile = {
        ...rest,
        weightsManifest: [{ paths: [WEIGHTS_FILE], weights: weightSpecs }],
      };
      mkdirSync(folder, { recursive: true });
      write(join(folder, WEIGHTS_FILE), joined(parts.map((part) => new Uint8Array(part))));
      write(join(folder, MODEL_FILE), JSON.stringify(file));
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } };
    },
  });
}

/**
 * The model that a folder holds in tfjs's layers format, by {@link saveModel}, tfjs itself or its converter from Keras.
 *
 * @param tf TensorFlow.js with its backend set and ready
 * @throws {Error} for files that are not there or hold something else
 */
export async function loadModel<M>(tf: ModelLoader<M>, folder: string): Promise<M> {
  return tf.loadLayersModel({
    load: async (): Promise<Artifacts> => {
      const { weightsManifest, ...rest } = JSON.parse(
        readFileSync(join(folder, MODEL_FILE), "utf8"),
      ) as ModelFile;
      const parts = weightsManifest.flatMap(({ paths }) =>
        paths.map((path) => readFileSync(join(folder, path))),
      );
      return {
        ...rest,
        weightSpecs: weightsManifest.flatMap(({ weights }) => weights),
        weightData: joined(parts).buffer as ArrayBuffer,
      };
    },
  });
}

/** The files that a folder's model consists of. @throws {Error} where they are not told */
export function modelFiles(folder: string): readonly string[] {
  const path = join(folder, MODEL_FILE);
  const { weightsManifest = [] } = JSON.parse(readFileSync(path, "utf8")) as Partial<ModelFile>;
  return [path, ...weightsManifest.flatMap(({ paths }) => paths.map((name) => join(folder, name)))];
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Whole or not at all. */
function write(file: string, content: string | Uint8Array): void {
  writeFileSync(`${file}.part`, content);
  renameSync(`${file}.part`, file);
}
