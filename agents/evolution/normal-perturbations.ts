import { normalQuantile } from "../../src/engine/reference/math.js";
import { CounterStream } from "../../src/random/streams.js";

/** Standard normal numbers, the same ones for the same seed and generation, whatever was drawn before. */
export function normalPerturbations(seed: number, generation: number, count: number): Float64Array {
  const stream = new CounterStream(seed, "evolution", generation);
  // Uniforms are multiples of 2⁻²⁴ from 0 on: half a step further they lie evenly within (0, 1).
  return Float64Array.from({ length: count }, () => normalQuantile(stream.uniform() + 2 ** -25));
}
