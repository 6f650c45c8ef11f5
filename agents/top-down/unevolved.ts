import { CounterStream } from "../../src/random/streams.js";
import { standardNormal } from "../standard-normal.js";
import { type TopDownSpec, topDownLayers, topDownParameters } from "./top-down-spec.js";

/**
 * Parameters of a top-down network that nothing has evolved: normal, with mean 0 and standard deviation
 * 1/√(inputs + 1) in each layer, biases included.
 *
 * @param seed integer, 0 ≤ seed ≤ 2^53 − 1: of the replica that it is for, say
 */
export function unevolvedParameters(spec: TopDownSpec, seed: number): Float32Array {
  const stream = new CounterStream(seed, "top-down");
  const values = new Float32Array(topDownParameters(spec));
  let start = 0;
  for (const { inputs, outputs } of topDownLayers(spec)) {
    const end = start + (inputs + 1) * outputs;
    for (let k = start; k < end; k++) values[k] = standardNormal(stream) / Math.sqrt(inputs + 1);
    start = end;
  }
  return values;
}
