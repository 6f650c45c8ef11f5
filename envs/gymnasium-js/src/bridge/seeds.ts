import { InvalidSeedError } from "../errors.js";
import type { VectorResetOptions } from "../vector-env.js";

/** A seed as messages have it: decimal digits, of any length. @throws InvalidSeedError */
export function seedText(seed: bigint | number | null | undefined): string | null {
  if (seed === undefined || seed === null) return null;
  const whole = typeof seed === "bigint" || Number.isSafeInteger(seed);
  if (!whole || seed < 0) throw new InvalidSeedError(seed);
  return `${seed}`;
}

/** One integer stays one: Python spreads it. @throws InvalidSeedError */
export function vectorSeedText(
  seed: VectorResetOptions["seed"],
  numEnvs: number,
): string | null | readonly (string | null)[] {
  if (!Array.isArray(seed)) return seedText(seed as bigint | number | undefined);
  if (seed.length !== numEnvs)
    throw new InvalidSeedError(seed.map(String), `a list of ${numEnvs} seeds, one each`);
  return (seed as (bigint | number | null)[]).map(seedText);
}
