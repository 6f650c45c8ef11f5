import type { Arm, EmptyArm, LeftOut, MeasureSummary, Summary } from "../statistics/index.js";
import { aggregateTable, HOW_TO_READ_AGGREGATES } from "./aggregate-table.js";
import { escapeMarkdown } from "./escape.js";
import { HOW_TO_READ_LABELS, haveLabels, labelTable } from "./label-table.js";
import { countText } from "./labels.js";
import { ABSENT, decimalsFor, fixed, intervalText, meanStd } from "./numbers.js";
import { HOW_TO_READ_PAIRED, HOW_TO_READ_PAIRS, overallPairTable, pairTable } from "./pair-table.js";
import { type Column, markdownTable, type Table, textTable } from "./tables.js";
import type { Unit } from "./units.js";
import { wrap } from "./wrap.js";

export const HOW_TO_READ_RETURNS =
  "Higher is better. Average return: over all episodes of a seed; final return: over the last tenth of them; " +
  "both as mean ± standard deviation over seeds, with the 95 % bootstrap interval of the mean, " +
  "and as interquartile mean (IQM).";
export const HOW_TO_READ_EVALUATIONS =
  "Evaluation return: of episodes that the trained network played without learning.";
export const HOW_TO_READ_ONE_SEED = "One seed tells nothing of the spread over seeds: there is no interval.";
export const HOW_TO_READ_TASKS =
  "In a split of a task family every seed is a task of its own: read tasks for seeds. What is said there of a pair of rules " +
  "comes of differences task by task.";
export const HOW_TO_READ_LEFT_OUT =
  "Seeds such as “4 of 5”: the others failed, have not ended or completed no episode, and count nowhere. " +
  "Where a rule's bad seeds are the ones that fail, it looks better than it is.";

/** A figure from the literature, shown beside the run's own. */
export interface PublishedFigure {
  readonly env: string;
  readonly rule: string;
  readonly averageReturn: { readonly mean: number; readonly std: number };
  /** Independent runs behind it. */
  readonly runs: number;
  readonly source: string;
}

/**
 * The tables that compare rules, per environment: returns of each rule, then pairs of rules, with a
 * line on how to read them; last, where they can be told, the same over all environments. Markdown has columns
 * that terminals have no room for: evaluation returns, and differences on shared seeds.
 *
 * @param splits those environments whose seeds are the tasks of a family's split
 */
export function comparisonTables(
  summary: Summary,
  format: "text" | "markdown" = "text",
  published: readonly PublishedFigure[] = [],
  splits: ReadonlySet<string> = new Set(),
): string {
  const { arms, comparisons, emptyArms = [], aggregates, overallComparisons = [] } = summary;
  const markdown = format === "markdown";
  if (arms.length === 0) return wrap(nothingToCompare(emptyArms), markdown);
  const parts: string[] = [];
  const named = (text: string): string => (markdown ? escapeMarkdown(text) : text);
  const draw = ({ columns, rows }: Table): string =>
    markdown ? markdownTable(columns, rows) : textTable(columns, rows, 2);
  for (const env of new Set([...arms, ...emptyArms].map((arm) => arm.env))) {
    const isHere = (one: { readonly env: string }): boolean => one.env === env;
    const here = arms.filter(isHere);
    const empty = emptyArms.filter(isHere);
    parts.push(markdown ? `## ${named(env)}` : env);
    if (here.length === 0) {
      parts.push(wrap(nothingToCompare(empty), markdown));
      continue;
    }
    const unit = splits.has(env) ? "task" : "seed";
    parts.push(draw(returnTable(here, published.filter(isHere), empty, { wide: markdown, unit })));
    if (haveLabels(here)) parts.push(draw(labelTable(here)));
    const pairs = comparisons.filter(isHere);
    // In a terminal only those on held-out tasks, which come with the family: there are many.
    if (pairs.length > 0 && (markdown || !splits.has(env))) {
      parts.push(draw(pairTable(here, pairs, markdown, splits.has(env))));
    }
  }
  if (overallComparisons.length > 0) {
    parts.push(`${markdown ? "## " : ""}Over all environments`);
    if (aggregates !== undefined) parts.push(draw(aggregateTable(aggregates)));
    parts.push(draw(overallPairTable(overallComparisons, arms)));
  }
  return [...parts, ...readingLines(summary, markdown, splits).map((text) => wrap(text, markdown))].join(
    "\n\n",
  );
}

/** Why there is no table. @param empty the arms that it would have */
export function nothingToCompare(empty: readonly EmptyArm[]): string {
  return empty.every(({ withoutEpisode }) => withoutEpisode === undefined)
    ? "No trial was completed: there is nothing to compare."
    : "No episode ended in the trials that are done: there is nothing to compare. A larger budget lets episodes end, " +
        "and so does a shorter time limit (maxEpisodeSteps).";
}

/** How to read the tables that there are, a paragraph each. */
function readingLines(summary: Summary, wide: boolean, splits: ReadonlySet<string>): string[] {
  const { arms, comparisons, emptyArms = [], aggregates, overallComparisons = [] } = summary;
  const lines: (string | false)[] = [
    HOW_TO_READ_RETURNS,
    wide && arms.some(({ evaluationReturn }) => evaluationReturn !== undefined) && HOW_TO_READ_EVALUATIONS,
    haveLabels(arms) && HOW_TO_READ_LABELS,
    comparisons.some(({ env }) => wide || !splits.has(env)) && HOW_TO_READ_PAIRS,
    wide && comparisons.some(({ pairedDifference }) => pairedDifference !== undefined) && HOW_TO_READ_PAIRED,
    aggregates !== undefined && overallComparisons.length > 0 && HOW_TO_READ_AGGREGATES,
    arms.some(({ env }) => splits.has(env)) && HOW_TO_READ_TASKS,
    arms.some(({ seeds }) => seeds === 1) && HOW_TO_READ_ONE_SEED,
    [...arms, ...emptyArms].some((arm) => leftOut(arm) > 0) && HOW_TO_READ_LEFT_OUT,
  ];
  return lines.filter((line) => line !== false);
}

/** Trials that count nowhere. */
export const leftOut = ({ failed, unfinished }: LeftOut): number => failed + unfinished;

const MEASURES = [
  { key: "averageReturn", header: "average return" },
  { key: "finalReturn", header: "final return" },
  { key: "evaluationReturn", header: "evaluation return" },
] as const;

/**
 * The returns of each rule in one environment.
 *
 * @param empty rules without a trial that counts
 * @param wide whether evaluation returns have columns, where there are such
 * @param unit what the rules' trials differ in
 */
export function returnTable(
  arms: readonly Arm[],
  published: readonly PublishedFigure[],
  empty: readonly EmptyArm[],
  { wide, unit }: { readonly wide: boolean; readonly unit: Unit },
): Table {
  const measures = MEASURES.filter(
    ({ key }) => key !== "evaluationReturn" || (wide && arms.some((arm) => arm[key] !== undefined)),
  );
  const columns: Column[] = [
    { header: "rule", isText: true },
    { header: `${unit}s`, align: "right" },
    ...measures.flatMap(({ header }): Column[] => [
      { header, align: "number" },
      { header: "95 % interval", align: "number" },
      { header: "IQM", align: "number" },
    ]),
  ];
  const absent = (count: number): string[] => Array<string>(count).fill(ABSENT);
  const cells = measures.map(({ key }) =>
    measureCells(arms.map((arm) => ({ seeds: arm.seeds, measure: arm[key] }))),
  );
  const rows = arms.flatMap((arm, i) => [
    [arm.rule, countText(arm.seeds, arm), ...cells.flatMap((column) => column[i]!)],
    // With the decimals that it was published with.
    ...published
      .filter(({ rule }) => rule === arm.rule)
      .map(({ averageReturn: { mean, std }, runs, source }) => [
        `  published, ${source}`,
        String(runs),
        `${mean} ± ${std}`,
        ...absent(columns.length - 3),
      ]),
  ]);
  return {
    columns,
    rows: [...rows, ...empty.map((arm) => [arm.rule, countText(0, arm), ...absent(columns.length - 2)])],
  };
}

/** Mean, interval and interquartile mean of each arm, all with the same decimals. */
function measureCells(
  arms: readonly { readonly seeds: number; readonly measure: MeasureSummary | undefined }[],
): string[][] {
  const known = arms.flatMap(({ measure }) => measure ?? []);
  const decimals = decimalsFor(known.flatMap(({ mean, meanCi95 }) => [mean, ...meanCi95]));
  return arms.map(({ seeds, measure }) => {
    if (measure === undefined) return [ABSENT, ABSENT, ABSENT];
    const { mean, std, meanCi95, iqm } = measure;
    if (seeds === 1) return [fixed(mean, decimals), ABSENT, fixed(iqm, decimals)];
    return [meanStd(mean, std, decimals), intervalText(meanCi95, decimals), fixed(iqm, decimals)];
  });
}
