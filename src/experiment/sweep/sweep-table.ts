import { ABSENT, decimalsFor, fixed } from "../../report/numbers.js";
import { markdownTable, type Table, textTable } from "../../report/tables.js";
import type { Candidate } from "./planned-sweep.js";
import type { ArmSearch, SweepResults } from "./sweep-results.js";

/** A row an arm: what the search chose, and how it and the settings before the search did. */
export function sweepTable(results: SweepResults, format: "text" | "markdown"): string {
  const { columns, rows } = searchTable(results);
  return format === "text" ? textTable(columns, rows) : markdownTable(columns, rows);
}

/** The same as columns and rows. */
export function searchTable({ arms }: SweepResults): Table {
  const measures = [...new Set(arms.map(({ measure }) => MEASURES[measure]))].join(" or ");
  const columns: Table["columns"] = [
    { header: "environment", isText: true },
    { header: "rule", isText: true },
    { header: "settings", align: "right" },
    { header: "best", isText: true },
    { header: `${measures} with it`, align: "number" },
    { header: "before the search", align: "number" },
  ];
  const decimals = new Map<string, number>();
  for (const { env } of arms) {
    const means = arms
      .filter((arm) => arm.env === env)
      .flatMap(({ candidates, chosen }) =>
        [candidates[0]!, candidates[chosen]!].map(({ mean }) => mean ?? 0),
      );
    decimals.set(env, decimalsFor(means));
  }
  const rows = arms.map(({ env, rule, candidates, chosen, factors }) => {
    const told = (mean: number | null): string => (mean === null ? ABSENT : fixed(mean, decimals.get(env)!));
    const best = candidates[chosen]!;
    return [
      env,
      rule,
      String(candidates.length),
      best.mean === null ? "none could be scored" : describeCandidate(best.changes, factors),
      told(best.mean),
      told(candidates[0]!.mean),
    ];
  });
  return { columns, rows };
}

const MEASURES: Readonly<Record<ArmSearch["measure"], string>> = {
  averageReturn: "average return",
  finalReturn: "final return",
  evaluationReturn: "evaluation return",
};

/** What is to be known of a search besides its table, in sentences. */
export function sweepNotes({ arms }: SweepResults): string[] {
  return [unscoredNote, failureNote, endlessNote, edgeNotes].flatMap((notes) => arms.flatMap(notes));
}

function unscoredNote({ env, rule, candidates, chosen }: ArmSearch): string[] {
  if (candidates[chosen]!.mean !== null) return [];
  return [
    `${env}, ${rule}: the search could not score any of its settings: the comparison has those from before the search, ` +
      "untuned",
  ];
}

function failureNote({ env, rule, failed, failure, candidates, seeds }: ArmSearch): string[] {
  if (failed === 0) return [];
  return [
    `${env}, ${rule}: ${failed} of the search's ${candidates.length * seeds.length} trials failed, which counts ` +
      `as worst; the first: ${failure}`,
  ];
}

function endlessNote({ env, rule, failed, candidates, seeds }: ArmSearch): string[] {
  const unscored = candidates.flatMap(({ scores }) => scores).filter((score) => score === null).length;
  if (unscored === failed) return [];
  return [
    `${env}, ${rule}: in ${unscored - failed} of the search's ${candidates.length * seeds.length} trials no episode ` +
      "ended, which counts as worst: a larger sweep.budget lets episodes end",
  ];
}

function edgeNotes({ env, rule, edges, factors }: ArmSearch): string[] {
  return edges.map(
    ({ path, value, end }) =>
      `${env}, ${rule}: the best ${describeCandidate({ [path]: value }, factors)} is at the ${end} end of what was ` +
      "searched: beyond it there may be better ones",
  );
}

/**
 * Such as `rates[0] 0.01, critic.lambda 0.9, critic.rates ×0.3`.
 * @param factors paths whose values multiply what stood there
 */
export function describeCandidate(changes: Candidate, factors: readonly string[]): string {
  const parts = Object.entries(changes).map(([path, value]) => {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return `${path} ${factors.includes(path) ? "×" : ""}${text}`;
  });
  return parts.length === 0 ? "unchanged" : parts.join(", ");
}
