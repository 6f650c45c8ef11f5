export { initialiseModel } from "../engine/tf/initialise-model.js";
export {
  type LoadedTensorFlow,
  loadTensorFlow,
  type TensorFlow,
  TensorFlowMissingError,
} from "../engine/tf/load-tensorflow.js";
export { loadModel, saveModel } from "../engine/tf/model-files.js";
export { TF_BACKENDS, type TfBackend } from "../engine/tf/tf-backend.js";
export { createTfEngine } from "../engine/tf/tf-engine.js";
export {
  createTfModel,
  type LayersModel,
  type LayersWeight,
  NoGradientError,
  type TfModelOptions,
} from "../engine/tf/tf-model.js";
export type { DeviceTensor, KernelRunner, TfModule } from "../engine/tf/tf-module.js";
export {
  defineModel,
  type MadeModel,
  type ModelMaker,
  type ModelRequest,
} from "../experiment/models/define-model.js";
