import { describe, test } from "vitest";
import { createReferenceEngine } from "../../src/engine/reference/reference-engine.js";
import { loadTensorFlow } from "../../src/engine/tf/load-tensorflow.js";
import type { TfBackend } from "../../src/engine/tf/tf-backend.js";
import { createTfEngine } from "../../src/engine/tf/tf-engine.js";
import { engineConformance } from "../conformance/engine.js";

/** Holds the engine tf on one backend to what every engine has to meet. */
export async function describeConformance(backend: TfBackend): Promise<void> {
  const { tf } = await loadTensorFlow(backend);
  const engines: ReturnType<typeof createTfEngine>[] = [];
  const create = () => {
    const engine = createTfEngine(tf);
    engines.push(engine);
    return engine;
  };
  const placeMatters = backend.startsWith("tfjs-node");
  describe(`tf engine on ${backend}`, () => {
    for (const { name, run } of engineConformance(create, createReferenceEngine, { placeMatters })) {
      test(name, () => {
        try {
          run();
        } finally {
          for (const engine of engines.splice(0)) engine.dispose?.();
        }
      });
    }
  });
}
