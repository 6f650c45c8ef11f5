import type { Engine } from "../engine/engine.js";
import { createReferenceEngine } from "../engine/reference/reference-engine.js";
import { createWasmEngine } from "../engine/wasm/wasm-engine.js";
import { UsageError } from "../errors/usage-error.js";
import type { EngineChoice } from "./definition.js";

export type EngineId = Exclude<EngineChoice, "auto" | "tf">;

/** The engine that a choice stands for. @throws {UsageError} for one that is not there yet */
export function resolveEngine(choice: EngineChoice): EngineId {
  if (choice === "tf") {
    throw new UsageError(
      'engine is "tf": TensorFlow.js comes with a later version; allowed is one of auto, reference, wasm',
    );
  }
  return choice === "auto" ? "wasm" : choice;
}

/** An engine with a memory of its own. */
export function createEngine(id: EngineId): Engine {
  return id === "wasm" ? createWasmEngine() : createReferenceEngine();
}
