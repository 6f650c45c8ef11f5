import { type Html, html, htmlTable } from "../../report/html.js";
import type { PageSection } from "../../report/page.js";
import type { PlannedArm } from "../plan.js";
import { evaluationEnvironments } from "../plan-probes.js";
import type { RunOnDisk } from "../store/read-run.js";
import type { ReportData } from "./report-data.js";
import { resolvedConfig, settingsTable } from "./settings-table.js";
import { budgetText, count, either, seedsText } from "./words.js";

/** Rows of a table that is shown at once; longer ones are folded. */
const MOST_ROWS = 24;

/** What was run: everything that decides the numbers. */
export function overviewSection({ run, environments, styles }: ReportData): PageSection {
  const { arms } = run.plan;
  const differences = settingsTable(arms);
  const table = differences && htmlTable(differences);
  return {
    id: "what-was-run",
    title: "What was run",
    body: html`<dl class="facts">
${facts(run, environments.length, styles.size).map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>\n`)}</dl>
<h3>What differs between arms</h3>
${
  table === undefined
    ? html`<p>Nothing but environment and rule: all arms have the same settings.</p>\n`
    : differences!.rows.length > MOST_ROWS
      ? html`<details><summary>${count(differences!.rows.length, "group")} of arms</summary>${table}</details>\n`
      : table
}<h3 class="screen">Resolved settings of each arm</h3>
${environments.map(
  (env) => html`<details><summary>${env}</summary>
${arms.filter((arm) => arm.env === env).map(settingsOf)}</details>
`,
)}`,
  };
}

function settingsOf(arm: PlannedArm): Html {
  const settings = JSON.stringify(resolvedConfig(arm), null, 2);
  return html`<details><summary>${arm.rule}</summary><pre>${settings}</pre></details>\n`;
}

function facts(
  { plan, made: { versions, host } }: RunOnDisk,
  environments: number,
  rules: number,
): (readonly [string, string | Html])[] {
  const { arms, seeds, engine, evaluation, diagnostics, retries, variant } = plan;
  const all: (readonly [string, string] | false)[] = [
    variant !== undefined && ["Variant", variant],
    [
      "Trials",
      `${count(environments, "environment")} × ${count(rules, "rule")} × ${count(seeds.length, "seed")} = ` +
        count(arms.length * seeds.length, "trial"),
    ],
    ["Budget of a trial", either(arms.map(({ budget }) => budgetText(budget)))],
    ["Seeds", seedsText(seeds)],
    ["Sub-environments at once", either(arms.map(({ batch }) => String(batch)))],
    ["Engine", engine],
    evaluation !== undefined && [
      "Evaluation",
      `${count(evaluation.episodes, "episode")} with ${evaluation.policy} actions, ` +
        `${evaluation.points === 1 ? "after training" : `at ${evaluation.points} points of the budget`}` +
        evaluationEnvironments(evaluation),
    ],
    diagnostics !== undefined && [
      "Diagnostics",
      `at ${count(diagnostics.points, "point")} of the budget, of the latest ${count(diagnostics.decisions, "decision")}, ` +
        `hidden units drawn ${diagnostics.rounds} times`,
    ],
    retries > 0 && ["Retries", `up to ${retries} a trial when the bridge to Python fails`],
    ["Software", `creditgym ${versions.creditgym}, Node.js ${versions.node}, V8 ${versions.v8}`],
    [
      "Machine",
      `${host.cpu}, ${count(host.cores, "core")}, ${(host.memoryBytes / 2 ** 30).toFixed(0)} GiB of memory, ` +
        `${host.platform} ${host.architecture}`,
    ],
  ];
  return all.filter((fact) => fact !== false);
}
