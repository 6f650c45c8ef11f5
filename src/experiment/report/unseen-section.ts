import { nothingToCompare } from "../../report/comparison-table.js";
import { html, htmlTable } from "../../report/html.js";
import type { PageSection } from "../../report/page.js";
import {
  HOW_TO_READ_HELD_OUT,
  HOW_TO_READ_UNSEEN,
  heldOutTable,
  unseenTable,
} from "../../report/unseen-tasks.js";
import type { FigureShelf } from "./figure-html.js";
import type { ReportData } from "./report-data.js";
import type { ReportFigure } from "./report-figure.js";

/** How rules do on tasks that nothing was tuned on; undefined where no family is compared. */
export function unseenSection(
  { families, summary }: ReportData,
  figures: readonly ReportFigure[],
  shelf: FigureShelf,
): PageSection | undefined {
  if (families.length === 0) return undefined;
  const many = families.length > 1;
  return {
    id: "unseen-tasks",
    title: "Unseen tasks",
    body: html`${families.map((family) => {
      const pairs = heldOutTable(family);
      const figure = figures.find(({ env }) => env === family.family);
      return html`${many && html`<h3>${family.family}</h3>\n`}${
        family.rules.length === 0
          ? html`<p>${nothingToCompare(summary.emptyArms ?? [])}</p>\n`
          : html`${figure && shelf.place(figure)}${htmlTable(unseenTable(family))}<p class="note">${HOW_TO_READ_UNSEEN}</p>\n`
      }${
        pairs &&
        html`<h3>Rule against rule on held-out tasks${many && `: ${family.family}`}</h3>
${htmlTable(pairs)}<p class="note">${HOW_TO_READ_HELD_OUT}</p>\n`
      }`;
    })}`,
  };
}
