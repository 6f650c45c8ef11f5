import type { TrialBudget } from "../experiment/definition.js";
import type { Estimate, RunEstimate } from "../experiment/estimate/run-estimate.js";
import type { Plan } from "../experiment/plan.js";
import { evaluationEnvironments } from "../experiment/plan-probes.js";
import { searchedArms, searchedIn } from "../experiment/sweep/sweep-results.js";
import { searchTrials } from "../experiment/sweep/sweep-tasks.js";
import { textTable } from "../report/tables.js";
import { count } from "./count.js";
import { settingsThatDiffer } from "./plan-differences.js";
import { duration } from "./progress-display.js";

const MOST_ROWS = 40;
const MOST_CHARACTERS = 72;

/** A plan in a line: the first thing that `compare` says. */
export function planLine({ name, variant, arms, seeds, engine }: Plan, workers: number): string {
  const environments = new Set(arms.map(({ env }) => env)).size;
  const rules = new Set(arms.map(({ rule }) => rule)).size;
  const trials = arms.length * seeds.length;
  const budgets = new Set(arms.map(({ budget }) => budgetText(budget)));
  return (
    `${name}${variant === undefined ? "" : ` (${variant})`}: ${count(environments, "environment")} × ` +
    `${count(rules, "rule")} × ${count(seeds.length, "seed")} = ${count(trials, "trial")} of ` +
    `${[...budgets].join(" or ")}, engine ${engine}, ${count(Math.min(workers, trials), "worker")}`
  );
}

/**
 * A plan's arms, its search and how long it may take.
 *
 * @param estimate left out where nothing is known
 * @param mostRows of the table; all unless given
 */
export function planTable(plan: Plan, estimate?: RunEstimate, mostRows = MOST_ROWS): string {
  const { arms } = plan;
  const differing = settingsThatDiffer(arms);
  const rows = arms
    .slice(0, mostRows)
    .map(({ env, rule, budget, batch, groups = 1 }, k) => [
      env,
      rule,
      budgetText(budget),
      groups === 1 ? `${batch}` : `${batch} in ${groups} groups`,
      timeText(estimate?.trials[k]),
      cut(differing[k]!),
    ]);
  const columns = [
    { header: "environment" },
    { header: "rule" },
    { header: "budget", align: "right" as const },
    { header: "batch", align: "right" as const },
    { header: "a trial takes" },
    { header: "what differs among rules" },
  ];
  const left = arms.length - rows.length;
  // Columns in which nothing stands.
  const kept = columns.map((_, i) => i < 4 || rows.some((row) => row[i] !== ""));
  const of = <T>(cells: readonly T[]): T[] => cells.filter((_, i) => kept[i]);
  return [
    textTable(of(columns), rows.map(of), 2),
    ...(left > 0 ? [`  and ${left} more, which --plan shows`] : []),
    ...extras(plan).map((line) => `  ${line}`),
    ...(estimate === undefined ? [] : [`  ${totalText(estimate)}`]),
  ].join("\n");
}

function extras(plan: Plan): string[] {
  const { evaluation, diagnostics } = plan;
  const lines = searchLines(plan);
  if (plan.arms.some(({ source }) => source.family !== undefined)) {
    lines.unshift("Families: in each split a seed plays a task of its own, the same one with every rule");
  }
  if (evaluation !== undefined) {
    const { episodes, policy, points } = evaluation;
    const when = points === 1 ? "at the end" : `at each of ${points} points`;
    lines.push(
      `Evaluation: ${count(episodes, "episode")} ${when}, ${policy} actions${evaluationEnvironments(evaluation)}`,
    );
  }
  if (diagnostics !== undefined) {
    const { points, decisions, rounds } = diagnostics;
    lines.push(
      `Diagnostics: at each of ${count(points, "point")}, of ${count(decisions, "decision")}, ${count(rounds, "round")}`,
    );
  }
  return lines;
}

function searchLines(plan: Plan): string[] {
  const arms = searchedArms(plan);
  if (arms.length === 0) return [];
  const trials = arms.reduce((sum, arm) => sum + searchTrials(arm), 0);
  const efforts = new Map<string, string[]>();
  for (const { env, rule, sweep } of arms) {
    const effort =
      `${count(sweep.candidates.length, "setting")} × ${count(sweep.seeds.length, "seed")} ` +
      `(${seedsText(sweep.seeds)}) of ${budgetText(sweep.budget)}`;
    efforts.set(effort, [...(efforts.get(effort) ?? []), `${env}, ${rule}`]);
  }
  const total = plan.arms.length * plan.seeds.length;
  const without = plan.arms.filter(
    (arm) => !arms.some(({ env, rule }) => env === searchedIn(arm) && rule === arm.rule),
  );
  const isEqual = efforts.size === 1 && without.length === 0;
  const each = isEqual
    ? [`${[...efforts.keys()][0]} for every rule in every environment: the same effort for all`]
    : [...efforts].map(([effort, names]) => `${effort} for ${cut(names.join("; "))}`);
  return [
    `Search: ${count(trials, "trial")}, then the ${count(total, "trial")} of the comparison`,
    ...each.map((line) => `  ${line}`),
    ...(without.length === 0
      ? []
      : [`  none for ${cut(without.map(({ env, rule }) => `${env}, ${rule}`).join("; "))}`]),
    ...(isEqual ? [] : ["  Not the same effort for all: what the comparison finds may come of that"]),
  ];
}

function seedsText(seeds: readonly number[]): string {
  const isRange = seeds.length > 2 && seeds.every((seed, k) => seed === seeds[0]! + k);
  return isRange ? `${seeds[0]} to ${seeds.at(-1)}` : cut(seeds.join(", "));
}

function totalText({ seconds, atMost, trials }: RunEstimate): string {
  const unknown = trials.filter((trial) => trial === undefined).length;
  if (unknown === trials.length) return "Time: not known beforehand";
  const rest = unknown === 0 ? "" : `, and what ${unknown} of the ${trials.length} rows take`;
  return `Time: ${timeText({ seconds, atMost })}${rest}`;
}

/** `about 2 min (at most 7 min)`; the bound is left out where it tells nothing more. */
export function timeText(estimate: Estimate | undefined): string {
  if (estimate === undefined) return "";
  const [about, most] = [estimate.seconds, estimate.atMost].map((s) => (s === undefined ? "" : roughly(s)));
  return most === "" || most === about ? `about ${about}` : `about ${about} (at most ${most})`;
}

/** With no more digits than a guess has. */
function roughly(seconds: number): string {
  if (seconds < 1) return "1 s";
  const unit = seconds < 100 ? 1 : seconds < 6000 ? 60 : 3600;
  return duration(
    Number((seconds / unit).toPrecision(seconds / unit < 10 && unit > 1 ? 1 : 2)) * unit,
  ).replace(/ 0 (s|min)$/, "");
}

function budgetText(budget: TrialBudget): string {
  return "episodes" in budget ? count(budget.episodes, "episode") : count(budget.steps, "step");
}

const cut = (text: string): string =>
  text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS - 1)}…`;
