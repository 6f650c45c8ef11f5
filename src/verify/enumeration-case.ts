import type { NetworkSpec } from "../../agents/networks/spec.js";

/** A network and a one-step task so small that every state can be listed. */
export interface EnumerationCase {
  readonly id: string;
  readonly spec: NetworkSpec;
  /** One array a layer, [inputs + 1, units] in C order, biases last. */
  readonly weights: readonly Float64Array[];
  readonly inputs: readonly (readonly number[])[];
  /** Of each input; they sum to 1. */
  readonly inputProbabilities: readonly number[];
  /** Reward of each input and output state, the latter in the order of `layerStates`. */
  readonly rewards: readonly (readonly number[])[];
}
