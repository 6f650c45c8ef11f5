/**
 * What the engine needs of TensorFlow.js, so that programs without it can be compiled against creditgym's types.
 * `import * as tf from "@tensorflow/tfjs"`, and tfjs-core or tfjs-node in its place, fit.
 */
export interface TfModule {
  /** Copies of `values`, or `values` themselves: they must not change afterwards. */
  tensor(values: Float32Array, shape: number[], dtype: "float32"): DeviceTensor;
  /** Lets no scope around dispose of a tensor. */
  keep(tensor: DeviceTensor): unknown;
  getBackend(): string;
  engine(): KernelRunner;
}

/** One of TensorFlow.js's tensors. Its values never change. */
export interface DeviceTensor {
  readonly shape: number[];
  dataSync(): Float32Array | Int32Array | Uint8Array;
  dispose(): void;
}

export interface KernelRunner {
  runKernel(name: string, inputs: object, attributes?: object): unknown;
  startScope(): void;
  /** Disposes of the tensors made since `startScope`, but for those in `result`. */
  endScope(result?: unknown): void;
}
