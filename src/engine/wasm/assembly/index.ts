/** What the WebAssembly module exports. */
export { activate, logistic } from "./activations";
export { adam, adamOuter, adamTrace } from "./adam";
export { beginAdam } from "./adam-lanes";
export { addScaled, multiply, multiplyLogisticSlope, score } from "./credit";
export { affine, sampleBernoulli, sampleSoftmax, softmax } from "./forward";
export { gaussianScaleScore, gaussianScore, sampleGaussian } from "./gaussian";
export { gaussianRatio } from "./gaussian-ratios";
export { act } from "./lifetimes-act";
export { answer } from "./lifetimes-label";
export { learn } from "./lifetimes-learn";
export { evaluate } from "./math";
export { momentum, sgd } from "./optimizers";
export { run } from "./program";
export { project, weightMaxReward, weightMaxTraceReward } from "./project";
export { blockWords, uniforms } from "./random";
export { logRatio, posteriorSignal } from "./ratios";
export { recursiveSignal } from "./recursion";
export { accumulateOuter, accumulateTrace, outer, reduceTrace, scaleSamples } from "./traces";

/** First byte that the module leaves free. */
export function heapBase(): usize {
  return __heap_base;
}
