import type { Arm } from "../statistics/index.js";

/** Seeds of two rules in each environment in which either has any. */
export type SeedPairs = readonly (readonly [number, number])[];

/** @param arms those of one environment, or of all that are put together */
export function seedPairs(arms: readonly Arm[], a: string, b: string): SeedPairs {
  const seeds = (env: string, rule: string): number =>
    arms.find((arm) => arm.env === env && arm.rule === rule)?.seeds ?? 0;
  return [...new Set(arms.map(({ env }) => env))].map((env) => [seeds(env, a), seeds(env, b)]);
}

/** Whether each rule has one seed in each environment, so that there is no interval. */
export const isLone = (pairs: SeedPairs): boolean => pairs.every(([n, m]) => n === 1 && m === 1);

/**
 * Whether so many seeds could tell two rules apart at all: whether a two-sided Mann–Whitney test, stratified by
 * environment, would reach 5 % if in each environment every seed of one rule beat every seed of the other. Its
 * probability is 2 / Π C(n + m, n), the product over environments of n and m seeds.
 */
export function canTellApart(pairs: SeedPairs): boolean {
  let orderings = 1;
  for (const [n, m] of pairs) for (let i = 1; i <= n; i++) orderings *= (m + i) / i;
  return pairs.every(([n, m]) => n > 0 && m > 0) && 2 / orderings <= 0.05;
}
