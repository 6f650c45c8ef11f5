import { streamKey } from "../random/streams.js";

/**
 * 53 bits of the trial's own stream for environments.
 *
 * @param restarts how often the environment was made anew
 */
export function environmentSeed(seed: number, restarts = 0): number {
  const [low, high] = streamKey(seed, "environment", restarts);
  return (high & 0x1fffff) * 2 ** 32 + low;
}
