import { KERNELS_BASE64 } from "./kernels.generated.js";

/** A kernel takes addresses, sizes and a few numbers; see assembly/ for each. */
type Kernel = (...values: number[]) => void;

/** What one instance of the WebAssembly module offers. */
export interface Kernels {
  readonly heapBase: () => number;
  readonly uniforms: Kernel;
  readonly blockWords: Kernel;
  readonly evaluate: Kernel;
  readonly affine: Kernel;
  readonly logistic: Kernel;
  readonly softmax: Kernel;
  readonly sampleBernoulli: Kernel;
  readonly sampleSoftmax: Kernel;
  readonly sampleGaussian: Kernel;
  readonly activate: Kernel;
  readonly score: Kernel;
  readonly gaussianScore: Kernel;
  readonly gaussianScaleScore: Kernel;
  readonly multiply: Kernel;
  readonly multiplyLogisticSlope: Kernel;
  readonly addScaled: Kernel;
  readonly project: Kernel;
  readonly weightMaxReward: Kernel;
  readonly weightMaxTraceReward: Kernel;
  readonly logRatio: Kernel;
  readonly gaussianRatio: Kernel;
  readonly posteriorSignal: Kernel;
  readonly recursiveSignal: Kernel;
  readonly outer: Kernel;
  readonly accumulateOuter: Kernel;
  readonly accumulateTrace: Kernel;
  readonly scaleSamples: Kernel;
  readonly reduceTrace: Kernel;
  readonly sgd: Kernel;
  readonly momentum: Kernel;
  readonly beginAdam: Kernel;
  readonly adam: Kernel;
  readonly adamOuter: Kernel;
  readonly adamTrace: Kernel;
  /** The inner loop of evolution, see assembly/lifetimes-*.ts: decisions of many lifetimes, an update of one. */
  readonly act: Kernel;
  readonly answer: (...values: number[]) => number;
  readonly learn: Kernel;
  /** Runs the recorded calls from one address up to another. */
  readonly run: Kernel;
}

let compiled: WebAssembly.Module | undefined;

/** A new instance on the given memory. The module is compiled once per process. */
export function instantiateKernels(memory: WebAssembly.Memory): Kernels {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(KERNELS_BASE64), (c) => c.charCodeAt(0)));
  const abort = (): never => {
    throw new Error("A kernel of the wasm engine aborted.");
  };
  const instance = new WebAssembly.Instance(compiled, { env: { memory, abort } });
  // A plain object, whose properties load faster than those of an instance's exports.
  return { ...instance.exports } as unknown as Kernels;
}
