import { normalQuantile } from "../src/engine/reference/math.js";
import type { CounterStream } from "../src/random/streams.js";

/** A standard normal number from one uniform of the stream, as engines draw Gaussian units. */
export function standardNormal(stream: CounterStream): number {
  return normalQuantile(stream.uniform() + 2 ** -25);
}
