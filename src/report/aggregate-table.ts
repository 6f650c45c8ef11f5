import type { Estimate, RuleAggregates } from "../statistics/index.js";
import { countText } from "./labels.js";
import { ABSENT, fixed, intervalText } from "./numbers.js";
import type { Column, Table } from "./tables.js";

export const HOW_TO_READ_AGGREGATES =
  "Over all environments: average returns normalised by each environment's score range (0: its low end, 1: its " +
  "high end). Optimality gap: how far runs fall short of 1; lower is better. With the 95 % stratified bootstrap interval.";

const MEASURES = [
  { key: "median", header: "median" },
  { key: "iqm", header: "IQM" },
  { key: "mean", header: "mean" },
  { key: "optimalityGap", header: "optimality gap" },
] as const;

/** What each rule reaches over all environments, normalised. */
export function aggregateTable(rules: readonly RuleAggregates[]): Table {
  const isLone = ({ runs, environments }: RuleAggregates): boolean => runs === environments;
  return {
    columns: [
      { header: "rule", isText: true },
      { header: "runs", align: "right" },
      ...MEASURES.flatMap(({ header }): Column[] => [
        { header, align: "number" },
        { header: "95 % interval", align: "number" },
      ]),
    ],
    rows: rules.map((rule) => [
      rule.rule,
      countText(rule.runs, rule),
      ...MEASURES.flatMap(({ key }) => {
        const { value, ci95 }: Estimate = rule[key];
        return [fixed(value, 3), isLone(rule) ? ABSENT : intervalText(ci95, 3)];
      }),
    ]),
  };
}
