import type { Arm, Comparison, MeasureSummary, Summary } from "../statistics/summary.js";
import { ABSENT, decimalsFor, fixed, intervalText, meanStd } from "./numbers.js";
import { type Column, markdownTable, textTable } from "./tables.js";

const HOW_TO_READ_RETURNS =
  "Higher is better. Average return: over all episodes of a seed; final return: over the last tenth of them; " +
  "both as mean ± standard deviation over seeds, with the 95 % bootstrap interval of the mean, " +
  "and as interquartile mean (IQM).";
const HOW_TO_READ_PAIRS =
  "P(a > b): how often a seed of rule a has a higher average return than one of rule b (a tie counts one half); " +
  "0.5 is no difference. With the 95 % bootstrap interval.";

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
 * line on how to read them.
 */
export function comparisonTables(
  summary: Summary,
  format: "text" | "markdown" = "text",
  published: readonly PublishedFigure[] = [],
): string {
  const { arms, comparisons } = summary;
  if (arms.length === 0) return "No trial was completed: there is nothing to compare.";
  const parts: string[] = [];
  const markdown = format === "markdown";
  const draw = markdown
    ? markdownTable
    : (columns: readonly Column[], rows: string[][]) => textTable(columns, rows, 2);
  for (const env of new Set(arms.map((arm) => arm.env))) {
    const here = arms.filter((arm) => arm.env === env);
    parts.push(markdown ? `## ${env}` : env);
    const beside = published.filter((figure) => figure.env === env);
    parts.push(draw(RETURN_COLUMNS, returnRows(here, beside)));
    const pairs = comparisons.filter((comparison) => comparison.env === env);
    if (pairs.length > 0) parts.push(draw(PAIR_COLUMNS, pairRows(here, pairs)));
  }
  parts.push(wrap(HOW_TO_READ_RETURNS, markdown));
  if (comparisons.length > 0) parts.push(wrap(HOW_TO_READ_PAIRS, markdown));
  if (arms.some(({ seeds }) => seeds === 1)) {
    parts.push(wrap("One seed tells nothing of the spread over seeds: there is no interval.", markdown));
  }
  return parts.join("\n\n");
}

const RETURN_COLUMNS: readonly Column[] = [
  { header: "rule" },
  { header: "seeds", align: "right" },
  { header: "average return", align: "number" },
  { header: "95 % interval", align: "number" },
  { header: "IQM", align: "number" },
  { header: "final return", align: "number" },
  { header: "95 % interval", align: "number" },
  { header: "IQM", align: "number" },
];

function returnRows(arms: readonly Arm[], published: readonly PublishedFigure[]): string[][] {
  const measures = (pick: (arm: Arm) => MeasureSummary): string[][] => {
    const decimals = decimalsFor(arms.flatMap((arm) => [pick(arm).mean, ...pick(arm).meanCi95]));
    return arms.map((arm) => {
      const { mean, std, meanCi95, iqm } = pick(arm);
      if (arm.seeds === 1) return [fixed(mean, decimals), ABSENT, fixed(iqm, decimals)];
      return [meanStd(mean, std, decimals), intervalText(meanCi95, decimals), fixed(iqm, decimals)];
    });
  };
  const average = measures((arm) => arm.averageReturn);
  const final = measures((arm) => arm.finalReturn);
  return arms.flatMap((arm, i) => [
    [arm.rule, String(arm.seeds), ...average[i]!, ...final[i]!],
    ...published.filter(({ rule }) => rule === arm.rule).map(publishedRow),
  ]);
}

function publishedRow({ averageReturn: { mean, std }, runs, source }: PublishedFigure): string[] {
  // With the decimals that it was published with.
  return [`  published, ${source}`, String(runs), `${mean} ± ${std}`, ...Array<string>(5).fill(ABSENT)];
}

const PAIR_COLUMNS: readonly Column[] = [
  { header: "a" },
  { header: "b" },
  { header: "P(a > b)", align: "number" },
  { header: "95 % interval", align: "number" },
  { header: "what it says" },
];

function pairRows(arms: readonly Arm[], comparisons: readonly Comparison[]): string[][] {
  const seeds = new Map(arms.map((arm) => [arm.rule, arm.seeds]));
  return comparisons.map((comparison) => {
    const { a, b, probabilityOfImprovement, ci95 } = comparison;
    const n = seeds.get(a) ?? 0;
    const m = seeds.get(b) ?? 0;
    const interval = n === 1 && m === 1 ? ABSENT : intervalText(ci95, 2);
    const says = canTellApart(n, m) ? verdict(comparison) : "too few seeds to tell";
    return [a, b, fixed(probabilityOfImprovement, 2), interval, says];
  });
}

function verdict({ a, b, ci95: [low, high] }: Comparison): string {
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

function wrap(text: string, markdown: boolean, width = 100): string {
  if (markdown) return text;
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) as string;
    if (line.length > 0 && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines.join("\n");
}
