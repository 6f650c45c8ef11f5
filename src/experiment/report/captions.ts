import type { Unit } from "../../report/units.js";

/** How to read each figure: a line below it. */

const OVERLAP = "Whether rules whose bands overlap differ, the pairs below tell.";

/** Nothing where figures show means, as tables do. */
const middleHalf = (centre: string, unit: Unit): string =>
  centre === "mean"
    ? ""
    : ` An interquartile mean is that of the middle half of the ${unit}s, so it may differ from the mean of all of them.`;

export function learningCaption(centre: string, axis: string, unit: Unit): string {
  return (
    `Higher is better. Line: ${centre} over ${unit}s of the return per episode, over up to 80 equal stretches of ` +
    `training counted in ${axis}s. Band: its 95 % bootstrap interval over ${unit}s, point by point. ${OVERLAP}` +
    middleHalf(centre, unit)
  );
}

export function returnsCaption(centre: string, unit: Unit): string {
  return (
    `Further right is better; each panel has its own scale. Stroke and number: ${centre} over ${unit}s. Shaded: its ` +
    `95 % bootstrap interval over ${unit}s. Intervals that do not overlap tell two rules apart; of others see the pairs ` +
    `below.${middleHalf(centre, unit)}`
  );
}

export const profileCaption = (unit: Unit): string =>
  `For each return τ, the share of a rule's ${unit}s that exceed it: further right is better, and where two curves ` +
  `cross neither rule is better throughout. The dotted line meets a curve at its median ${unit}. Band: 95 % bootstrap ` +
  `interval over ${unit}s, point by point.`;

export const pairsCaption = (unit: Unit): string =>
  `Left: how often a ${unit} of the upper rule has a higher average return than a ${unit} of the lower one, ties counting ` +
  `one half. Right, for rules that share ${unit}s: mean difference ${unit} by ${unit}. Shaded: 95 % bootstrap interval over ` +
  `${unit}s. Intervals that leave out the dotted line, no difference, tell the two apart, where there are ${unit}s enough ` +
  `for that to mean something.`;

export const matrixCaption = (unit: Unit): string =>
  `How often a ${unit} of the row's rule has a higher average return than a ${unit} of the column's, ties counting one ` +
  `half. Blue: the row's rule is ahead, orange: the column's. Bold: ` +
  `${unit === "task" ? "the 95 % interval of the differences task by task leaves out 0" : "the 95 % interval leaves out one half"}, ` +
  `and there are ${unit}s enough for that to mean something. Intervals are in the table.`;

export function evaluationCaption(centre: string, episodes: number, policy: string, unit: Unit): string {
  return (
    `Higher is better. At each point a copy of the network played ${episodes} episodes with ${policy} actions and ` +
    `without learning. Line: ${centre} over ${unit}s; band: its 95 % bootstrap interval, point by point.` +
    middleHalf(centre, unit)
  );
}

export function labelCaption(centre: string, episodes: number, unit: Unit): string {
  return (
    `Against the labels that the environment told in ${episodes} episodes without learning, at each point: accuracy is ` +
    `the share of actions that were the label, log loss the mean of −log p(label) (lower is better). Line: ${centre} over ` +
    `${unit}s; band: its 95 % bootstrap interval, point by point.${middleHalf(centre, unit)}`
  );
}

export const diagnosticsCaption = (unit: Unit): string =>
  "Angle between the rule's expected update and the policy gradient at the weights of that moment: 0° is the gradient's " +
  "direction, beyond 90° (dotted) the update works against it. Signal to noise: squared norm of the expected update over " +
  "the variance of a single one. Dead units never vary, saturated ones are nearly always at a limit. Lines: means over " +
  `the ${unit}s in which it could be told; bands: 95 % bootstrap interval over ${unit}s; gaps: nothing could be told.`;

export const UNSEEN_CAPTION =
  "Further right is better; the panels of tasks have one scale. Stroke and number: mean over tasks of the average return, " +
  "each task learned from scratch by a network of its own. Shaded: its 95 % bootstrap interval over tasks. Right: held-out less " +
  "training tasks; an interval that leaves out the dotted line tells that the rule's return there is another one.";

export const AGGREGATE_CAPTION =
  "Average returns, normalised so that 0 and 1 are the ends of each environment's score range, put together over " +
  "environments. Optimality gap: how far runs fall short of 1. Shaded: 95 % stratified bootstrap interval: what other " +
  "seeds on these environments would give, not what other environments would.";

export const OVERALL_PROFILE_CAPTION =
  "For each normalised return τ, the share of runs that exceed it, averaged over environments: further right is better. " +
  "Band: 95 % stratified bootstrap interval, point by point.";

export const OVERALL_PAIRS_CAPTION =
  "How often a seed of the upper rule has a higher average return than a seed of the lower one, averaged over " +
  "environments. Shaded: 95 % stratified bootstrap interval; one that leaves out the dotted line tells the two apart, " +
  "where there are seeds enough for that to mean something.";

export const EFFICIENCY_CAPTION =
  "Higher is better, and earlier too. Line: interquartile mean over all runs of all environments of the normalised " +
  "return at that share of the budget. Band: 95 % stratified bootstrap interval, point by point.";
