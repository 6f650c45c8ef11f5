import { html } from "../../report/html.js";
import { type PageSection, renderPage } from "../../report/page.js";
import { restartNotes } from "../restart-notes.js";
import { environmentSection } from "./environment-section.js";
import { FigureShelf } from "./figure-html.js";
import { missingNotes } from "./incompleteness.js";
import { methodsSection } from "./methods-section.js";
import { overallSection } from "./overall-section.js";
import { overviewSection } from "./overview-section.js";
import type { ReportData } from "./report-data.js";
import type { ReportFigure } from "./report-figure.js";
import { searchSection } from "./search-section.js";
import { speedSection } from "./speed-section.js";
import { trialsSection } from "./trials-section.js";
import { unseenSection } from "./unseen-section.js";
import { count } from "./words.js";

/** The page of a run: equal runs have equal pages unless it tells of speed. */
export function reportPage(data: ReportData, figures: readonly ReportFigure[], speed: boolean): string {
  const { run, trials, environments } = data;
  const { plan } = run;
  const shelf = new FigureShelf();
  const of = (env: string | undefined): ReportFigure[] => figures.filter((figure) => figure.env === env);
  const results = [
    unseenSection(data, figures, shelf),
    overallSection(data, of(undefined), shelf),
    ...environments.map((env) => environmentSection(env, data, of(env), shelf)),
  ];
  const sections = [
    overviewSection(data),
    ...results,
    searchSection(data),
    trialsSection(data),
    speed ? speedSection(data) : undefined,
    methodsSection(data),
  ].filter((section): section is PageSection => section !== undefined);
  const done = trials.filter(({ status }) => status === "done").length;
  const missing = missingNotes(run.trials);
  const restarts = restartNotes(trials);
  const list = (notes: readonly string[]) => html`<ul>${notes.map((note) => html`<li>${note}</li>\n`)}</ul>`;
  return renderPage({
    title: plan.variant === undefined ? plan.name : `${plan.name} (${plan.variant})`,
    lead: html`${plan.description !== undefined && html`<p class="lead">${plan.description}</p>\n`}<p>${done} of ${count(trials.length, "trial")} done.</p>
${
  missing.length > 0 &&
  html`<div class="warning" role="note"><b>Not in the figures and tables:</b>${list(missing)}</div>
`
}${
  restarts.length > 0 &&
  html`<div class="warning" role="note"><b>Counted, but not of one piece:</b>${list(restarts)}</div>
`
}${
  shelf.leftOut.length > 0 &&
  html`<p class="note">${count(shelf.leftOut.length, "figure")} would make this page too large, and stand in files beside it.</p>
`
}`,
    sections,
    foot: html`<p>Made by creditgym ${run.made.versions.creditgym}. The figures are beside this page as SVG and PNG, the tables as Markdown in comparison.md.${
      !speed &&
      " How fast trials were is not told here, so that equal runs have equal pages: `creditgym report DIR` adds it."
    }</p>`,
  });
}
