import type { Space } from "gymnasium-js";
import type { TensorFlow } from "../../engine/tf/load-tensorflow.js";
import type { LayersModel } from "../../engine/tf/tf-model.js";

/** What a model is to be made for. */
export interface ModelRequest {
  /** TensorFlow.js, its backend set and ready. */
  readonly tf: TensorFlow;
  /** The trial's: equal seeds are to give equal weights (`initialiseModel`, or initialisers with a seed). */
  readonly seed: number;
  /** Numbers that it takes: those of an observation as the network sees it. */
  readonly inputs: number;
  /** Numbers that it is to put out: as many logits as the action space needs, or 1 as a critic. */
  readonly outputs: number;
  readonly observationSpace: Space;
  readonly actionSpace: Space;
}

/** A model that a request gets: a `tf.LayersModel`. */
export interface MadeModel extends LayersModel {
  /** Frees its weights. */
  dispose(): unknown;
}

/** Makes a new model for each request. */
export type ModelMaker = (request: ModelRequest) => MadeModel | Promise<MadeModel>;

/**
 * What a module exports by default that `agent.model` of an experiment names: typed.
 *
 * @example
 * ```ts
 * import { defineModel, initialiseModel } from "creditgym/tensorflow";
 *
 * export default defineModel(({ tf, seed, inputs, outputs }) => {
 *   const model = tf.sequential();
 *   model.add(tf.layers.dense({ units: 32, activation: "relu", inputShape: [inputs] }));
 *   model.add(tf.layers.dense({ units: outputs }));
 *   initialiseModel(tf, model, seed);
 *   return model;
 * });
 * ```
 */
export function defineModel(make: ModelMaker): ModelMaker {
  return make;
}
