import { InvalidArgumentError } from "../errors.js";

/** What every native environment takes: how it draws itself. */
const RENDER_MODE = "renderMode";

/**
 * Refuses keyword arguments that an environment does not have. All have `renderMode`.
 *
 * @throws InvalidArgumentError
 */
export function checkKwargs(kwargs: Readonly<Record<string, unknown>>, known: readonly string[]): void {
  for (const key of Object.keys(kwargs)) {
    if (key !== RENDER_MODE && !known.includes(key)) {
      throw new InvalidArgumentError("keyword argument", key, `one of ${[...known, RENDER_MODE].join(", ")}`);
    }
  }
}

/** @throws InvalidArgumentError when the value is neither absent nor a boolean. */
export function booleanKwarg(
  kwargs: Readonly<Record<string, unknown>>,
  key: string,
  otherwise: boolean,
): boolean {
  const value = kwargs[key] ?? otherwise;
  if (typeof value !== "boolean") throw new InvalidArgumentError(key, value, "true or false");
  return value;
}

/** @throws InvalidArgumentError when the value is neither absent nor a number. */
export function numberKwarg(
  kwargs: Readonly<Record<string, unknown>>,
  key: string,
  otherwise: number,
): number {
  const value = kwargs[key] ?? otherwise;
  if (typeof value !== "number" || Number.isNaN(value))
    throw new InvalidArgumentError(key, value, "a number");
  return value;
}

/**
 * The `low` and `high` of reset options, between which classic control draws its first states
 * (gymnasium/envs/classic_control/utils.py).
 *
 * @throws InvalidArgumentError when they are no numbers or low exceeds high.
 */
export function resetBounds(
  options: Readonly<Record<string, unknown>> | undefined,
  low: number,
  high: number,
): readonly [number, number] {
  if (options === undefined) return [low, high];
  const bounds = [numberKwarg(options, "low", low), numberKwarg(options, "high", high)] as const;
  if (bounds[0] > bounds[1]) {
    throw new InvalidArgumentError("reset option low", bounds[0], `a number up to high = ${bounds[1]}`);
  }
  return bounds;
}

/** @throws InvalidArgumentError unless the count is an integer ≥ 1. */
export function checkNumEnvs(numEnvs: number): number {
  if (!Number.isSafeInteger(numEnvs) || numEnvs < 1) {
    throw new InvalidArgumentError("numEnvs", numEnvs, "an integer ≥ 1");
  }
  return numEnvs;
}

/**
 * The seed of each sub-environment, null where it keeps its generator.
 *
 * @throws InvalidArgumentError when a list does not have one entry each.
 */
export function vectorSeeds(
  seed: bigint | number | readonly (bigint | number | null)[] | undefined,
  numEnvs: number,
): readonly (bigint | number | null)[] | undefined {
  if (seed === undefined) return undefined;
  if (typeof seed === "bigint") return Array.from({ length: numEnvs }, (_, i) => seed + BigInt(i));
  if (typeof seed === "number") {
    const wide = seed + numEnvs > Number.MAX_SAFE_INTEGER && Number.isSafeInteger(seed);
    return Array.from({ length: numEnvs }, (_, i) => (wide ? BigInt(seed) + BigInt(i) : seed + i));
  }
  if (seed.length !== numEnvs) {
    throw new InvalidArgumentError("seed", `a list of ${seed.length}`, `${numEnvs} entries, one each`);
  }
  return seed;
}
