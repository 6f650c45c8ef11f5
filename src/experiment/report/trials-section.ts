import { html, htmlTable } from "../../report/html.js";
import { ABSENT } from "../../report/numbers.js";
import type { PageSection } from "../../report/page.js";
import type { TrialOnDisk } from "../store/read-run.js";
import type { ReportData } from "./report-data.js";
import { count } from "./words.js";

/** Rows: of longer runs the page would be slow to open. */
const MOST_ROWS = 2000;

/** Every trial with its returns. */
export function trialsSection({ run: { trials } }: ReportData): PageSection {
  const isEvaluated = trials.some(({ status }) => status?.evaluationReturn !== undefined);
  const shown = trials.slice(0, MOST_ROWS);
  return {
    id: "all-trials",
    title: "All trials",
    body: html`<details><summary>${count(shown.length, "trial")}${
      shown.length < trials.length && ` of ${trials.length}; the others are in status.json of their folders`
    }</summary>
${htmlTable({
  columns: [
    { header: "environment" },
    { header: "rule" },
    { header: "seed", align: "right" },
    { header: "status" },
    { header: "episodes", align: "right" },
    { header: "steps", align: "right" },
    { header: "average return", align: "right" },
    { header: "final return", align: "right" },
    ...(isEvaluated ? [{ header: "evaluation return", align: "right" } as const] : []),
  ],
  rows: shown.map((trial) => cells(trial, isEvaluated)),
})}</details>
`,
  };
}

function cells({ arm, seed, status }: TrialOnDisk, isEvaluated: boolean): string[] {
  const figure = (value: number | null | undefined): string =>
    value === null || value === undefined ? ABSENT : String(Number(value.toPrecision(6)));
  const whole = (value: number | undefined): string =>
    value === undefined ? ABSENT : value.toLocaleString("en-GB");
  return [
    ...[arm.env, arm.rule, String(seed), status?.status ?? "not begun"],
    ...[whole(status?.episodes), whole(status?.steps)],
    ...[figure(status?.averageReturn), figure(status?.finalReturn)],
    ...(isEvaluated ? [figure(status?.evaluationReturn)] : []),
  ];
}
