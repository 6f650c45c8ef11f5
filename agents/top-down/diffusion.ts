import { CounterStream } from "../../src/random/streams.js";
import { standardNormal } from "../standard-normal.js";
import type { CreditDiffusion } from "./top-down-spec.js";

/**
 * The kernel D that spreads K credits to the units of a hidden layer, c_j = Σ_k D_jk · credit_k (Chen et al. 2022,
 * arXiv 2208.01416, whose kernel is Gaussian; what is said here of positions and of random ones is creditgym's).
 *
 * `gaussian`: unit j of n stands at (j + ½)/n and credit k of K at (k + ½)/K, so no unit is further from a credit
 * than σ = ½/K; rows sum to 1. `random`: standard normal numbers over √K, others for each layer and number of units.
 *
 * @param layer number of the hidden layer, 0 being the bottom one
 * @returns [units × credits] in C order
 */
export function diffusionKernel(
  { kernel, credits, seed }: CreditDiffusion,
  units: number,
  layer: number,
): Float64Array {
  if (kernel === "random") {
    const stream = new CounterStream(seed, "diffusion", layer);
    return Float64Array.from({ length: units * credits }, () => standardNormal(stream) / Math.sqrt(credits));
  }
  const values = new Float64Array(units * credits);
  for (let j = 0; j < units; j++) {
    const row = values.subarray(j * credits, (j + 1) * credits);
    row.forEach((_, k) => {
      // (position of j − position of k)/σ.
      const distance = 2 * credits * ((j + 0.5) / units - (k + 0.5) / credits);
      row[k] = Math.exp(-0.5 * distance ** 2);
    });
    const sum = row.reduce((total, value) => total + value);
    row.forEach((value, k) => {
      row[k] = value / sum;
    });
  }
  return values;
}
