import { html, htmlTable } from "../../report/html.js";
import { ABSENT, decimalsFor, fixed } from "../../report/numbers.js";
import type { PageSection } from "../../report/page.js";
import type { ArmSearch } from "../sweep/sweep-results.js";
import { describeCandidate, searchTable, sweepNotes } from "../sweep/sweep-table.js";
import type { ReportData } from "./report-data.js";
import { seedsText } from "./words.js";

/** How hyperparameters were chosen; undefined where they were not searched for. */
export function searchSection({ run: { plan, sweep } }: ReportData): PageSection | undefined {
  if (plan.arms.every((arm) => arm.sweep === undefined)) return undefined;
  const heading = { id: "hyperparameter-search", title: "Hyperparameter search" };
  if (sweep === undefined) return { ...heading, body: html`<p>The search is not done yet.</p>\n` };
  const notes = sweepNotes(sweep);
  const seeds = [...new Set(sweep.arms.map((arm) => seedsText(arm.seeds)))].join("; ");
  return {
    ...heading,
    body: html`<p>Settings were chosen before the comparison, on seeds that it does not use (${seeds}), by the mean over these.
A trial that failed, or in which no episode ended, makes a setting the worst.</p>
${htmlTable(searchTable(sweep))}${notes.length > 0 && html`<ul>${notes.map((note) => html`<li>${note}</li>\n`)}</ul>\n`}<h3 class="screen">All settings that were tried</h3>
${sweep.arms.map(
  (arm) => html`<details><summary>${arm.env} · ${arm.rule}</summary>
${candidatesTable(arm)}</details>
`,
)}`,
  };
}

/** The best first; of equal ones, as they were tried. */
function candidatesTable({ candidates, chosen, factors, seeds }: ArmSearch) {
  const decimals = decimalsFor(candidates.flatMap(({ scores }) => scores.map((score) => score ?? 0)));
  const told = (value: number | null): string => (value === null ? ABSENT : fixed(value, decimals));
  const worst = Number.NEGATIVE_INFINITY;
  const ranked = candidates
    .map((candidate, k) => ({ ...candidate, k }))
    .sort(
      (a, b) =>
        Number(b.k === chosen) - Number(a.k === chosen) || (b.mean ?? worst) - (a.mean ?? worst) || a.k - b.k,
    );
  return htmlTable({
    columns: [
      { header: "settings" },
      { header: "mean", align: "right" },
      ...seeds.map((seed) => ({ header: `seed ${seed}`, align: "right" }) as const),
      { header: "" },
    ],
    rows: ranked.map(({ changes, mean: average, scores, k }) => [
      describeCandidate(changes, factors),
      told(average),
      ...scores.map(told),
      k !== chosen ? "" : average === null ? "kept" : "chosen",
    ]),
  });
}
