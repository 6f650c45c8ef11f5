import type { Arm, Comparison, OverallComparison } from "../statistics/index.js";
import { ABSENT, decimalsFor, fixed, intervalText } from "./numbers.js";
import type { Column, Table } from "./tables.js";

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

/**
 * Pairs of rules in one environment.
 *
 * @param wide whether differences on shared seeds have columns, where there are such
 */
export function pairTable(arms: readonly Arm[], comparisons: readonly Comparison[], wide: boolean): Table {
  const seeds = new Map(arms.map((arm) => [arm.rule, arm.seeds]));
  const differences = comparisons.flatMap(({ pairedDifference }) => pairedDifference ?? []);
  const decimals = decimalsFor(differences.flatMap(({ mean, ci95 }) => [mean, ...ci95]));
  const isPaired = wide && differences.length > 0;
  return {
    columns: [...PAIR_COLUMNS, ...(isPaired ? PAIRED_COLUMNS : []), VERDICT_COLUMN],
    rows: comparisons.map((comparison) => {
      const { a, b, probabilityOfImprovement, ci95, pairedDifference: paired } = comparison;
      const n = seeds.get(a) ?? 0;
      const m = seeds.get(b) ?? 0;
      const interval = n === 1 && m === 1 ? ABSENT : intervalText(ci95, 2);
      const difference =
        paired === undefined
          ? [ABSENT, ABSENT, ABSENT]
          : [
              fixed(paired.mean, decimals),
              intervalText(paired.ci95, decimals),
              `${fixed(paired.better * paired.seeds, 1).replace(".0", "")} of ${paired.seeds}`,
            ];
      const says = canTellApart(n, m) ? verdict(comparison) : "too few seeds to tell";
      return [a, b, fixed(probabilityOfImprovement, 2), interval, ...(isPaired ? difference : []), says];
    }),
  };
}

/** Pairs of rules over all environments. */
export function overallPairTable(comparisons: readonly OverallComparison[], arms: readonly Arm[]): Table {
  const most = (rule: string): number =>
    Math.max(...arms.filter((arm) => arm.rule === rule).map(({ seeds }) => seeds));
  return {
    columns: [...PAIR_COLUMNS, VERDICT_COLUMN],
    rows: comparisons.map((comparison) => {
      const { a, b, probabilityOfImprovement, ci95 } = comparison;
      const isLone = most(a) === 1 && most(b) === 1;
      const says = isLone ? "too few seeds to tell" : verdict(comparison);
      return [a, b, fixed(probabilityOfImprovement, 2), isLone ? ABSENT : intervalText(ci95, 2), says];
    }),
  };
}

/** Whether the interval leaves one half out, where there are seeds enough for that to mean something. */
export function isToldApart({ ci95: [low, high] }: Pick<Comparison, "ci95">, n: number, m: number): boolean {
  return canTellApart(n, m) && (low > 0.5 || high < 0.5);
}

function verdict({ a, b, ci95: [low, high] }: Pick<Comparison, "a" | "b" | "ci95">): string {
  if (low > 0.5) return `${a} does better`;
  if (high < 0.5) return `${b} does better`;
  return "no clear difference";
}

/**
 * Whether so many seeds could tell two rules apart at all: whether a two-sided Mann–Whitney test
 * would reach 5 % if every seed of one rule beat every seed of the other (probability 2 / C(n+m, n)).
 */
export function canTellApart(n: number, m: number): boolean {
  let orderings = 1;
  for (let i = 1; i <= n; i++) orderings *= (m + i) / i;
  return n > 0 && m > 0 && 2 / orderings <= 0.05;
}
