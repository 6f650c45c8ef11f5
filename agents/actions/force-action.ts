import type { Layer } from "../networks/layer.js";

/** Makes sample k's values of an output with one choice what they would be had it drawn the n-th action (from 0). */
export function forceAction({ h, heads, units }: Layer, k: number, n: number): void {
  // A Bernoulli unit fires for the second of two actions; of a softmax each column is an action.
  const first = heads[0].kind === "bernoulli" ? 1 : 0;
  for (let j = 0; j < units; j++) h.data[k * units + j] = first + j === n ? 1 : 0;
}
