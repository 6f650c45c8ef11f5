import type { Arm, Comparison, Interval, OverallComparison } from "../statistics/index.js";
import { isLone, seedPairs } from "./enough-seeds.js";
import { ABSENT, decimalsFor, fixed, intervalText } from "./numbers.js";
import type { Column, Table } from "./tables.js";
import { type Ground, ofSeeds, ofSharedTasks, verdict } from "./verdict.js";

export const HOW_TO_READ_PAIRS =
  "P(a > b): how often a seed of rule a has a higher average return than one of rule b (a tie counts one half); " +
  "0.5 is no difference. With the 95 % bootstrap interval.";
export const HOW_TO_READ_PAIRED =
  "a − b: mean difference of average returns on the seeds that both rules have done, seed by seed, with the " +
  "95 % bootstrap interval over these; beside it, on how many of them rule a did better.";

const PAIR_COLUMNS: readonly Column[] = [
  { header: "a", isText: true },
  { header: "b", isText: true },
  { header: "P(a > b)", align: "number" },
  { header: "95 % interval", align: "number" },
];
const PAIRED_COLUMNS: readonly Column[] = [
  { header: "a − b", align: "number" },
  { header: "95 % interval", align: "number" },
  { header: "a better", align: "right" },
];
const VERDICT_COLUMN: Column = { header: "what it says", isText: true };

/** Where neither rule of a pair is ahead. */
const EVEN = 0.5;

/**
 * Pairs of rules in one environment.
 *
 * @param wide whether differences on shared seeds have columns, where there are such
 * @param isSplit whether its seeds are the tasks of a family's split
 */
export function pairTable(
  arms: readonly Arm[],
  comparisons: readonly Comparison[],
  wide: boolean,
  isSplit = false,
): Table {
  const differences = comparisons.flatMap(({ pairedDifference }) => pairedDifference ?? []);
  const decimals = decimalsFor(differences.flatMap(({ mean, ci95 }) => [mean, ...ci95]));
  const isPaired = wide && differences.length > 0;
  return {
    columns: [...PAIR_COLUMNS, ...(isPaired ? PAIRED_COLUMNS : []), VERDICT_COLUMN],
    rows: comparisons.map((comparison) => {
      const { a, b, probabilityOfImprovement, ci95, pairedDifference: paired } = comparison;
      const seeds = seedPairs(arms, a, b);
      const interval = isLone(seeds) ? ABSENT : intervalText(ci95, 2);
      const difference =
        paired === undefined
          ? [ABSENT, ABSENT, ABSENT]
          : [
              fixed(paired.mean, decimals),
              intervalText(paired.ci95, decimals),
              `${fixed(paired.better * paired.seeds, 1).replace(".0", "")} of ${paired.seeds}`,
            ];
      const cells = [a, b, fixed(probabilityOfImprovement, 2), interval, ...(isPaired ? difference : [])];
      const { ci95: decisive, even, ground } = decidedBy(comparison, arms, isSplit);
      return [...cells, verdict({ a, b, ci95: decisive }, even, ground)];
    }),
  };
}

/** Pairs of rules over all environments. @param arms those of all environments */
export function overallPairTable(comparisons: readonly OverallComparison[], arms: readonly Arm[]): Table {
  return {
    columns: [...PAIR_COLUMNS, VERDICT_COLUMN],
    rows: comparisons.map((comparison) => {
      const { a, b, probabilityOfImprovement, ci95 } = comparison;
      const seeds = seedPairs(arms, a, b);
      const interval = isLone(seeds) ? ABSENT : intervalText(ci95, 2);
      const cells = [a, b, fixed(probabilityOfImprovement, 2), interval];
      return [...cells, verdict(comparison, EVEN, ofSeeds(seeds))];
    }),
  };
}

/**
 * What tells the rules of a pair in one environment apart: where seeds are tasks, differences task by task.
 *
 * @param isSplit as for {@link pairTable}
 */
export function decidedBy(
  { a, b, ci95, pairedDifference: paired }: Pick<Comparison, "a" | "b" | "ci95" | "pairedDifference">,
  arms: readonly Arm[],
  isSplit: boolean,
): { readonly ci95: Interval; readonly even: number; readonly ground: Ground } {
  if (!isSplit) return { ci95, even: EVEN, ground: ofSeeds(seedPairs(arms, a, b)) };
  if (paired === undefined) return { ci95, even: EVEN, ground: ofSharedTasks(0) };
  return { ci95: paired.ci95, even: 0, ground: ofSharedTasks(paired.seeds) };
}
