import { html, htmlTable } from "../../report/html.js";
import { ABSENT } from "../../report/numbers.js";
import type { PageSection } from "../../report/page.js";
import { mean } from "../../statistics/index.js";
import type { TrialOnDisk } from "../store/read-run.js";
import type { ReportData } from "./report-data.js";

/** How fast trials were: what may differ between equal runs. */
export function speedSection({ run: { plan, trials } }: ReportData): PageSection {
  return {
    id: "speed",
    title: "Speed",
    body: html`${htmlTable({
      columns: [
        { header: "environment" },
        { header: "rule" },
        { header: "steps per second", align: "right" },
        { header: "slowest trial", align: "right" },
        { header: "fastest trial", align: "right" },
        { header: "mean time of a trial", align: "right" },
      ],
      rows: plan.arms.map(({ env, rule }) => [
        env,
        rule,
        ...speeds(trials.filter(({ arm }) => arm.env === env && arm.rule === rule)),
      ]),
    })}<p class="note">Environment steps over a trial's wall time, everything but the loading of modules included; the mean over
trials that are done, each of which shared the machine with the others that ran at the same time.</p>
`,
  };
}

function speeds(trials: readonly TrialOnDisk[]): string[] {
  const timings = trials.flatMap(({ status, timing }) =>
    status?.status === "done" && timing ? [timing] : [],
  );
  if (timings.length === 0) return Array<string>(4).fill(ABSENT);
  const rates = timings.map(({ stepsPerSecond }) => stepsPerSecond);
  const rate = (value: number): string => Number(value.toPrecision(3)).toLocaleString("en-GB");
  const seconds = mean(timings.map((timing) => timing.seconds));
  return [
    ...[mean(rates), Math.min(...rates), Math.max(...rates)].map(rate),
    `${seconds.toLocaleString("en-GB", { maximumSignificantDigits: 3 })} s`,
  ];
}
