import type { Interval } from "../statistics/index.js";
import { canTellApart, type SeedPairs } from "./enough-seeds.js";

/** What a comparison of two rules rests on. */
export interface Ground {
  readonly unit: "seeds" | "tasks";
  readonly pairs: SeedPairs;
}

/** A value that two rules are compared by. */
export interface Compared {
  readonly a: string;
  readonly b: string;
  /** Above the even value where `a` does better. */
  readonly ci95: Interval;
}

export const ofSeeds = (pairs: SeedPairs): Ground => ({ unit: "seeds", pairs });

/**
 * Tasks of a family that both rules have learned. Tasks differ, so that each is held against itself alone, like an
 * environment with one seed: what is asked for is what a two-sided sign test needs to reach 5 %, six of them.
 */
export const ofSharedTasks = (tasks: number): Ground => ({
  unit: "tasks",
  pairs: Array.from({ length: tasks }, () => [1, 1] as const),
});

/** Whether the interval leaves the even value out, where there is enough for that to mean something. */
export function isToldApart(
  { ci95: [low, high] }: Pick<Compared, "ci95">,
  even: number,
  ground: Ground,
): boolean {
  return canTellApart(ground.pairs) && (low > even || high < even);
}

/** The one sentence on a pair of rules, in all tables. @param even the value at which neither is ahead */
export function verdict(compared: Compared, even: number, ground: Ground): string {
  if (!canTellApart(ground.pairs)) return `too few ${ground.unit} to tell`;
  if (!isToldApart(compared, even, ground)) return "no clear difference";
  return `${compared.ci95[0] > even ? compared.a : compared.b} does better`;
}
