import { nothingToCompare } from "../../report/comparison-table.js";
import { type Html, html, htmlTable } from "../../report/html.js";
import type { PageSection } from "../../report/page.js";
import type { Table } from "../../report/tables.js";
import {
  HOW_TO_READ_HELD_OUT_LABELS,
  HOW_TO_READ_UNSEEN_LABELS,
  heldOutLabelTable,
  unseenLabelTable,
} from "../../report/unseen-labels.js";
import {
  HOW_TO_READ_HELD_OUT,
  HOW_TO_READ_SHARES,
  HOW_TO_READ_UNSEEN,
  heldOutTable,
  shareTable,
  unseenTable,
} from "../../report/unseen-tasks.js";
import { evaluationEnvironments } from "../plan-probes.js";
import type { FigureShelf } from "./figure-html.js";
import type { ReportData } from "./report-data.js";
import type { ReportFigure } from "./report-figure.js";
import { count } from "./words.js";

/** How rules do on tasks that nothing was tuned on; undefined where no family is compared. */
export function unseenSection(
  { run, families, summary }: ReportData,
  figures: readonly ReportFigure[],
  shelf: FigureShelf,
): PageSection | undefined {
  if (families.length === 0) return undefined;
  const many = families.length > 1;
  const { evaluation } = run.plan;
  const evaluations =
    evaluation === undefined
      ? ""
      : ` Evaluations: ${count(evaluation.episodes, "episode")}${evaluationEnvironments(evaluation)}.`;
  return {
    id: "unseen-tasks",
    title: "Unseen tasks",
    body: html`${families.map((family) => {
      const more = (heading: string, table: Table | undefined, reading: string): Html | undefined =>
        table &&
        html`<h3>${heading}${many && `: ${family.family}`}</h3>\n${htmlTable(table)}<p class="note">${reading}</p>\n`;
      const figure = figures.find(({ env }) => env === family.family);
      return html`${many && html`<h3>${family.family}</h3>\n`}${
        family.rules.length === 0
          ? html`<p>${nothingToCompare(summary.emptyArms ?? [])}</p>\n`
          : html`${figure && shelf.place(figure)}${htmlTable(unseenTable(family))}<p class="note">${HOW_TO_READ_UNSEEN}</p>\n`
      }${more("Share of the optimum", shareTable(family), HOW_TO_READ_SHARES)}${more(
        "Rule against rule on held-out tasks",
        heldOutTable(family),
        HOW_TO_READ_HELD_OUT,
      )}${more("Labels", unseenLabelTable(family), HOW_TO_READ_UNSEEN_LABELS + evaluations)}${more(
        "Labels, rule against rule on held-out tasks",
        heldOutLabelTable(family, true),
        HOW_TO_READ_HELD_OUT_LABELS,
      )}`;
    })}`,
  };
}
