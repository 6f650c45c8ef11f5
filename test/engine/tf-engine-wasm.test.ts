import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import { describe, test } from "vitest";
import { createReferenceEngine } from "../../src/engine/reference/reference-engine.js";
import { createTfEngine } from "../../src/engine/tf/tf-engine.js";
import { engineConformance } from "../conformance/engine.js";
await tf.setBackend("wasm");
describe("tf engine on tfjs-wasm", () => {
  for (const { name, run } of engineConformance(() => createTfEngine(tf), createReferenceEngine)) test(name, run, 100000);
});
