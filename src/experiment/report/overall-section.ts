import { aggregateTable, HOW_TO_READ_AGGREGATES } from "../../report/aggregate-table.js";
import { html, htmlTable } from "../../report/html.js";
import type { PageSection } from "../../report/page.js";
import { HOW_TO_READ_PAIRS, overallPairTable } from "../../report/pair-table.js";
import type { FigureShelf } from "./figure-html.js";
import { type ReportData, rangesOf } from "./report-data.js";
import type { ReportFigure } from "./report-figure.js";

/** What holds over all environments; undefined where there is one. */
export function overallSection(
  data: ReportData,
  figures: readonly ReportFigure[],
  shelf: FigureShelf,
): PageSection | undefined {
  const { summary, run } = data;
  if (!data.isOverall) return undefined;
  const { aggregates, overallComparisons = [], arms } = summary;
  return {
    id: "over-all-environments",
    title: "Over all environments",
    body: html`${whyNot(data)}${figures.map((figure) => shelf.place(figure))}${
      aggregates !== undefined &&
      html`<h3>Aggregates, in numbers</h3>
${htmlTable(aggregateTable(aggregates))}<p class="note">${HOW_TO_READ_AGGREGATES}</p>
${htmlTable({
  columns: [
    { header: "environment" },
    { header: "return that counts as 0", align: "right" },
    { header: "return that counts as 1", align: "right" },
  ],
  rows: [...rangesOf(run)].map(([env, { low, high }]) => [env, String(low), String(high)]),
})}`
    }${
      overallComparisons.length > 0 &&
      html`<h3>Pairs of rules, in numbers</h3>
${htmlTable(overallPairTable(overallComparisons, arms))}<p class="note">${HOW_TO_READ_PAIRS} Averaged over environments.</p>
`
    }`,
  };
}

function whyNot({ summary, environments, run }: ReportData) {
  if (summary.aggregates !== undefined) return undefined;
  const ranges = rangesOf(run);
  const unknown = environments.filter((env) => !ranges.has(env));
  return unknown.length > 0
    ? html`<p class="note">There are no aggregates: nobody has said what range returns have in ${unknown.join(", ")} (<code>scoreRange</code> in the experiment says it).</p>\n`
    : html`<p class="note">There are no aggregates: not every rule has a completed trial in every environment.</p>\n`;
}
