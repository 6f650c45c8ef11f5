import {
  HOW_TO_READ_EVALUATIONS,
  HOW_TO_READ_LEFT_OUT,
  HOW_TO_READ_ONE_SEED,
  HOW_TO_READ_RETURNS,
  HOW_TO_READ_TASKS,
  leftOut,
  nothingToCompare,
  returnTable,
} from "../../report/comparison-table.js";
import { html, htmlTable } from "../../report/html.js";
import { HOW_TO_READ_LABELS, haveLabels, labelTable } from "../../report/label-table.js";
import type { PageSection } from "../../report/page.js";
import { HOW_TO_READ_PAIRED, HOW_TO_READ_PAIRS, pairTable } from "../../report/pair-table.js";
import type { FigureShelf } from "./figure-html.js";
import type { ReportData } from "./report-data.js";
import { environmentFolder, type ReportFigure } from "./report-figure.js";

/** Figures and tables of one environment. */
export function environmentSection(
  env: string,
  { run, summary, splits }: ReportData,
  figures: readonly ReportFigure[],
  shelf: FigureShelf,
): PageSection {
  const isHere = (one: { readonly env: string }): boolean => one.env === env;
  const arms = summary.arms.filter(isHere);
  const empty = (summary.emptyArms ?? []).filter(isHere);
  const pairs = summary.comparisons.filter(isHere);
  const published = run.plan.published.filter(isHere);
  const isSplit = splits.has(env);
  const reading = [
    HOW_TO_READ_RETURNS,
    isSplit && HOW_TO_READ_TASKS,
    arms.some(({ evaluationReturn }) => evaluationReturn !== undefined) && HOW_TO_READ_EVALUATIONS,
    published.length > 0 && "Rows named “published” are figures from the literature for these settings.",
    arms.some(({ seeds }) => seeds === 1) && HOW_TO_READ_ONE_SEED,
    [...arms, ...empty].some((arm) => leftOut(arm) > 0) && HOW_TO_READ_LEFT_OUT,
  ];
  return {
    id: `environment-${environmentFolder(env, run.plan.arms).replaceAll(/[^A-Za-z0-9]+/g, "-")}`,
    title: env,
    body:
      arms.length === 0
        ? html`<p>${nothingToCompare(empty)}</p>\n`
        : html`${figures.map((figure) => shelf.place(figure))}<h3>Returns, in numbers</h3>
${htmlTable(returnTable(arms, published, empty, { wide: true, unit: isSplit ? "task" : "seed" }))}<p class="note">${reading.filter((line) => line !== false).join(" ")}</p>
${
  haveLabels(arms) &&
  html`<h3>Labels, in numbers</h3>
${htmlTable(labelTable(arms))}<p class="note">${HOW_TO_READ_LABELS}</p>
`
}${
  pairs.length > 0 &&
  html`<h3>Pairs of rules, in numbers</h3>
${htmlTable(pairTable(arms, pairs, true, isSplit))}<p class="note">${[
    HOW_TO_READ_PAIRS,
    pairs.some(({ pairedDifference }) => pairedDifference !== undefined) && HOW_TO_READ_PAIRED,
  ]
    .filter((line) => line !== false)
    .join(" ")}</p>
`
}`,
  };
}
