import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A module of one dense hidden layer; `body` may end with what comes before the model is returned. */
export const DENSE = (body = "initialiseModel(tf, model, seed);"): string => `
  import { defineModel, initialiseModel } from "creditgym/tensorflow";
  export default defineModel(async ({ tf, seed, inputs, outputs }) => {
    const model = tf.sequential();
    model.add(tf.layers.dense({ units: 4, activation: "tanh", inputShape: [inputs] }));
    model.add(tf.layers.dense({ units: outputs }));
    ${body}
    return model;
  });`;

/** Writes a file, and the folders above it. */
export function put(folder: string, name: string, content: string): void {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
