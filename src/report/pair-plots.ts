import type { Arm, Comparison, OverallComparison } from "../statistics/index.js";
import { isLone, seedPairs } from "./enough-seeds.js";
import type { Figure } from "./figure.js";
import { type IntervalPanel, intervalPanels } from "./interval-panels.js";
import { pairMatrix } from "./pair-matrix.js";
import { decidedBy } from "./pair-table.js";
import { type LineStyle, lineStyles } from "./palette.js";
import { isToldApart } from "./verdict.js";

/** Whether so many pairs are shown as a matrix: a figure of more rows than fifteen fits no page. */
export const isMatrix = (pairs: number): boolean => pairs > 15;

/**
 * One figure per environment: how often a seed of one rule does better than one of another, with intervals
 * around one half, and by how much the same seed does better with one rule than with the other. More than 15
 * pairs: a matrix of the probabilities alone.
 *
 * @param arms those that were compared
 * @param splits those environments whose seeds are the tasks of a family's split
 */
export function pairPlots(
  comparisons: readonly Comparison[],
  arms: readonly Arm[],
  styles: ReadonlyMap<string, LineStyle> = lineStyles([...new Set(arms.map(({ rule }) => rule))]),
  splits: ReadonlySet<string> = new Set(),
): Figure[] {
  return [...new Set(comparisons.map(({ env }) => env))].map((env) => {
    const here = arms.filter((arm) => arm.env === env);
    const pairs = comparisons.filter((comparison) => comparison.env === env);
    return { env, svg: pairPlot(`${env}: pairs of rules`, pairs, here, styles, splits.has(env)) };
  });
}

/**
 * @param arms those of one environment, or of all that the pairs are put together of
 * @param isSplit whether its seeds are the tasks of a family's split
 */
export function pairPlot(
  title: string,
  pairs: readonly (OverallComparison & Pick<Comparison, "pairedDifference">)[],
  arms: readonly Arm[],
  styles: ReadonlyMap<string, LineStyle>,
  isSplit = false,
): string {
  if (isMatrix(pairs.length)) {
    return pairMatrix(
      title,
      pairs.map((pair) => {
        const decisive = decidedBy(pair, arms, isSplit);
        return { ...pair, isClear: isToldApart(decisive, decisive.even, decisive.ground) };
      }),
    );
  }
  const unit = isSplit ? "task" : "seed";
  const improvement: IntervalPanel = {
    title: "P(a > b)",
    axis: "probability that a does better",
    cells: pairs.map(({ a, b, probabilityOfImprovement: value, ci95 }) =>
      isLone(seedPairs(arms, a, b)) ? { value } : { value, interval: ci95 },
    ),
    ...{ reference: 0.5, domain: [-0.02, 1.02], decimals: 2 },
  };
  const differences: IntervalPanel = {
    title: `a − b, same ${unit}`,
    axis: "difference of average returns",
    cells: pairs.map(
      ({ pairedDifference: paired }) => paired && { value: paired.mean, interval: paired.ci95 },
    ),
    reference: 0,
  };
  const isPaired = differences.cells.some((cell) => cell !== undefined);
  const areLone = improvement.cells.every((cell) => cell?.interval === undefined);
  return intervalPanels(
    {
      title,
      subtitle: `Rule a above, b below, by average return; ${areLone ? `one ${unit} each, so no interval` : `band: 95 % bootstrap interval over ${unit}s`}`,
    },
    pairs.map(({ a, b }) => [a, b].map((rule) => ({ text: rule, style: styles.get(rule)! }))),
    isPaired ? [improvement, differences] : [improvement],
  );
}
