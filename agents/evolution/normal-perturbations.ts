import { CounterStream } from "../../src/random/streams.js";
import { standardNormal } from "../standard-normal.js";

/** Standard normal numbers, the same ones for the same seed and generation, whatever was drawn before. */
export function normalPerturbations(seed: number, generation: number, count: number): Float64Array {
  const stream = new CounterStream(seed, "evolution", generation);
  return Float64Array.from({ length: count }, () => standardNormal(stream));
}
