import { InvalidArgumentError } from "./errors.js";

/**
 * A mask of sub-environments as `reset` takes it; undefined means all.
 *
 * @throws InvalidArgumentError unless it has `numEnvs` entries of 0 and 1, at least one 1
 */
export function checkMask(mask: Uint8Array | undefined, numEnvs: number): Uint8Array | undefined {
  if (mask === undefined) return undefined;
  const fits = mask instanceof Uint8Array && mask.length === numEnvs;
  if (!fits || !mask.every((entry) => entry <= 1) || !mask.includes(1)) {
    throw new InvalidArgumentError(
      "mask",
      mask,
      `a Uint8Array of ${numEnvs} entries, 0 or 1, at least one 1`,
    );
  }
  return mask;
}
