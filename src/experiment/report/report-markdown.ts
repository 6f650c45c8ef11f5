import { comparisonTables } from "../../report/comparison-table.js";
import { escapeMarkdown } from "../../report/escape.js";
import { unseenTables } from "../../report/unseen-tasks.js";
import { restartNotes } from "../restart-notes.js";
import { sweepNotes, sweepTable } from "../sweep/sweep-table.js";
import { missingNotes } from "./incompleteness.js";
import type { ReportData } from "./report-data.js";

/** All tables of a run as one Markdown file. */
export function reportMarkdown({ run, trials, summary, families, splits }: ReportData): string {
  const { plan, sweep } = run;
  const list = (notes: readonly string[]): string =>
    notes.map((note) => `- ${escapeMarkdown(note)}`).join("\n");
  const missing = missingNotes(run.trials);
  const restarts = restartNotes(trials);
  const unseen = unseenTables(families, "markdown");
  const parts = [
    `# ${escapeMarkdown(plan.name)}`,
    plan.description !== undefined && escapeMarkdown(plan.description),
    missing.length > 0 && `Not in the tables:\n\n${list(missing)}`,
    unseen !== undefined && unseen,
    comparisonTables(summary, "markdown", plan.published, splits),
    sweep !== undefined && `## Hyperparameter search\n\n${sweepTable(sweep, "markdown")}`,
    sweep !== undefined && sweepNotes(sweep).length > 0 && list(sweepNotes(sweep)),
    restarts.length > 0 && list(restarts),
  ];
  return `${parts.filter((part) => part !== false).join("\n\n")}\n`;
}
