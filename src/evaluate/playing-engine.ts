import { TensorFlowMissingError } from "../engine/tf/load-tensorflow.js";
import { tensorFlow } from "../experiment/engines.js";
import { modelsNow, type PlannedModels } from "../experiment/models/model-source.js";
import type { PlannedEngine } from "../experiment/planned-engine.js";
import type { SavedTrial } from "./saved-run.js";

/** What a network plays on. */
export interface PlayingEngine {
  readonly on: PlannedEngine;
  /** What is other than when it was trained, in sentences. */
  readonly notes: readonly string[];
}

/**
 * What a saved network plays on: what it was trained on or, where that cannot be loaded, `wasm`; for a model the best
 * backend of TensorFlow.js that there is.
 *
 * @throws {TensorFlowMissingError} for a model where there is none
 * @throws {UsageError} for a model whose files are gone
 */
export async function playingEngine({
  arm,
  engine,
  backend,
}: Pick<SavedTrial, "arm" | "engine" | "backend">): Promise<PlayingEngine> {
  const notes = changedModels(arm.models);
  if (engine !== "tf") return { on: { engine }, notes };
  try {
    return { on: { engine, backend: (await tensorFlow(backend)).backend }, notes };
  } catch (error) {
    if (!(error instanceof TensorFlowMissingError)) throw error;
    const on: PlannedEngine =
      arm.models === undefined ? { engine: "wasm" } : { engine, backend: (await tensorFlow()).backend };
    const where = on.backend ?? `engine ${on.engine}`;
    const note = `trained on ${backend}, which cannot be loaded here: played on ${where}, where numbers may differ in their last bits`;
    return { on, notes: [...notes, note] };
  }
}

function changedModels(models: PlannedModels = {}): string[] {
  const now = modelsNow(models);
  return (["actor", "critic"] as const).flatMap((role) => {
    const [before, after] = [models[role], now[role]];
    if (before === undefined || before.sha256 === after?.sha256) return [];
    return [`not as in training: the model ${before.path}; its weights are the checkpoint's all the same`];
  });
}
