import type { Engine } from "../engine/engine.js";
import { createReferenceEngine } from "../engine/reference/reference-engine.js";
import { type LoadedTensorFlow, loadTensorFlow } from "../engine/tf/load-tensorflow.js";
import type { TfBackend } from "../engine/tf/tf-backend.js";
import { createTfEngine } from "../engine/tf/tf-engine.js";
import { createWasmEngine } from "../engine/wasm/wasm-engine.js";
import type { PlannedEngine } from "./planned-engine.js";

/**
 * An engine with a memory of its own, to be disposed of.
 *
 * @throws {TensorFlowMissingError} where the backend of engine tf cannot be loaded
 */
export async function openEngine({ engine, backend }: PlannedEngine): Promise<Engine> {
  if (engine === "tf") return createTfEngine((await tensorFlow(backend)).tf);
  return engine === "wasm" ? createWasmEngine() : createReferenceEngine();
}

let loading:
  | { readonly backend: TfBackend | undefined; readonly loaded: Promise<LoadedTensorFlow> }
  | undefined;

/** TensorFlow.js in this thread, which has one backend at a time. @throws {TensorFlowMissingError} */
export function tensorFlow(backend?: TfBackend): Promise<LoadedTensorFlow> {
  if (loading === undefined || (backend !== undefined && loading.backend !== backend)) {
    const attempt = { backend, loaded: loadTensorFlow(backend) };
    loading = attempt;
    // One that fails does not stand in the way of others.
    attempt.loaded.catch(() => {
      if (loading === attempt) loading = undefined;
    });
  }
  return loading.loaded;
}
