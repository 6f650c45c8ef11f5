import type { FamilyRule, FamilySummary, Interval } from "../statistics/index.js";
import { escapeMarkdown } from "./escape.js";
import { domainOfCells, type IntervalPanel, intervalPanels, type PanelCell } from "./interval-panels.js";
import { countText, NAME_LETTERS, shorten } from "./labels.js";
import { ABSENT, decimalsFor, fixed, intervalText } from "./numbers.js";
import type { LineStyle } from "./palette.js";
import { type Column, markdownTable, type Table, textTable } from "./tables.js";
import {
  HOW_TO_READ_HELD_OUT_LABELS,
  HOW_TO_READ_UNSEEN_LABELS,
  heldOutLabelTable,
  unseenLabelTable,
} from "./unseen-labels.js";
import { FAMILY_SPLITS } from "./unseen-splits.js";
import { ofSharedTasks, verdict } from "./verdict.js";
import { wrap } from "./wrap.js";

export const HOW_TO_READ_UNSEEN =
  "Unseen tasks: mean over tasks of the average return, each task learned from scratch, with the 95 % bootstrap " +
  "interval over tasks. A difference whose interval leaves out 0 may come of harder or easier tasks as well as of " +
  "settings that do not carry over: what tells is how rules compare on the same held-out tasks.";

export const HOW_TO_READ_HELD_OUT =
  "a − b: mean difference of average returns on the same held-out tasks, task by task, with the 95 % bootstrap interval " +
  "over tasks; beside it, on how many of them rule a did better. An interval that leaves out 0 tells the two apart; of " +
  "many pairs that do not differ, about one in twenty is told apart by chance.";

export const HOW_TO_READ_SHARES =
  "Share of the optimum: a task's average return over what the best policy that knows the task returns on average; random " +
  "play has 0. So tasks with large and with small rewards count alike.";

/** What each rule reaches on the tasks of each split, and how far held-out tasks are from training tasks. */
export const unseenTable = ({ rules }: FamilySummary): Table => splitTable(rules);

/** The same of shares of the optimum; undefined where that is not known. */
export const shareTable = ({ sharesOfOptimum }: FamilySummary): Table | undefined =>
  sharesOfOptimum && splitTable(sharesOfOptimum, "share, ");

/** @param prefix of the names of what values are */
function splitTable(rules: readonly FamilyRule[], prefix = ""): Table {
  const splits = splitsOf(rules);
  const isBoth = rules.some(({ heldOutMinusTraining }) => heldOutMinusTraining !== undefined);
  const decimals = decimalsFor(rules.flatMap((rule) => splits.flatMap(({ key }) => rule[key]?.ci95 ?? [])));
  const interval = { header: "95 % interval", align: "number" } as const;
  const told = (seeds: number, value: number, ci95: Interval): string[] => [
    fixed(value, decimals),
    seeds === 1 ? ABSENT : intervalText(ci95, decimals),
  ];
  return {
    columns: [
      { header: "rule", isText: true },
      { header: "tasks", align: "right" },
      ...splits.flatMap(({ header }): Column[] => [
        { header: `${prefix}${header}`, align: "number" },
        interval,
      ]),
      ...(isBoth ? [{ header: "held-out − training", align: "number" } as const, interval] : []),
    ],
    rows: rules.map((rule) => {
      const { heldOutMinusTraining: difference } = rule;
      const counts = splits.flatMap(({ key }) => (rule[key] ? [countText(rule[key].seeds, rule[key])] : []));
      const fewest = Math.min(rule.training?.seeds ?? 1, rule.heldOut?.seeds ?? 1);
      return [
        rule.rule,
        [...new Set(counts)].join(" / "),
        ...splits.flatMap(({ key }) => {
          const one = rule[key];
          return one === undefined ? [ABSENT, ABSENT] : told(one.seeds, one.mean, one.ci95);
        }),
        ...(!isBoth
          ? []
          : difference === undefined
            ? [ABSENT, ABSENT]
            : told(fewest, difference.value, difference.ci95)),
      ];
    }),
  };
}

/** Rule against rule on held-out tasks; undefined where no two share tasks. */
export function heldOutTable({ heldOutComparisons }: FamilySummary): Table | undefined {
  const paired = heldOutComparisons.flatMap(({ a, b, pairedDifference: difference }) =>
    difference === undefined ? [] : [{ a, b, ...difference }],
  );
  if (paired.length === 0) return undefined;
  const decimals = decimalsFor(paired.flatMap(({ mean, ci95 }) => [mean, ...ci95]));
  return {
    columns: [
      { header: "a", isText: true },
      { header: "b", isText: true },
      { header: "a − b, held-out", align: "number" },
      { header: "95 % interval", align: "number" },
      { header: "a better", align: "right" },
      { header: "what it says", isText: true },
    ],
    rows: paired.map((pair) => [
      ...[pair.a, pair.b, fixed(pair.mean, decimals), intervalText(pair.ci95, decimals)],
      `${fixed(pair.better * pair.seeds, 1).replace(".0", "")} of ${pair.seeds}`,
      verdict(pair, 0, ofSharedTasks(pair.seeds)),
    ]),
  };
}

/** The tables of all families, and a line on how to read each; undefined where there is no family with results. */
export function unseenTables(
  families: readonly FamilySummary[],
  format: "text" | "markdown" = "text",
): string | undefined {
  const markdown = format === "markdown";
  const filled = families.filter(({ rules }) => rules.length > 0);
  if (filled.length === 0) return undefined;
  const draw = ({ columns, rows }: Table): string =>
    markdown ? markdownTable(columns, rows) : textTable(columns, rows, 2);
  const tables = filled.map((family): readonly ReadTable[] => [
    { table: unseenTable(family), reading: HOW_TO_READ_UNSEEN },
    { table: shareTable(family), reading: HOW_TO_READ_SHARES },
    { table: heldOutTable(family), reading: HOW_TO_READ_HELD_OUT },
    // Terminals show it with each split's returns.
    { table: markdown ? unseenLabelTable(family) : undefined, reading: HOW_TO_READ_UNSEEN_LABELS },
    { table: heldOutLabelTable(family, markdown), reading: HOW_TO_READ_HELD_OUT_LABELS },
  ]);
  const parts = filled.flatMap(({ family }, k) => [
    markdown ? `## Unseen tasks: ${escapeMarkdown(family)}` : `Unseen tasks: ${family}`,
    ...tables[k]!.flatMap(({ table }) => (table === undefined ? [] : [draw(table)])),
  ]);
  const reading = new Set(
    tables.flat().flatMap(({ table, reading }) => (table === undefined ? [] : [reading])),
  );
  return [...parts, ...[...reading].map((text) => wrap(text, markdown))].join("\n\n");
}

interface ReadTable {
  readonly table: Table | undefined;
  readonly reading: string;
}

/** What each rule reaches on the tasks of each split, a panel a split, all with one scale, and the difference. */
export function unseenPlot({ family, rules }: FamilySummary, styles: ReadonlyMap<string, LineStyle>): string {
  const cell = (seeds: number, value: number, interval: Interval): PanelCell =>
    seeds === 1 ? { value } : { value, interval };
  const panels = splitsOf(rules).map(
    ({ key, header }): IntervalPanel => ({
      ...{ title: `${header} tasks`, axis: "average return" },
      cells: rules.map(({ [key]: one }) => one && cell(one.seeds, one.mean, one.ci95)),
    }),
  );
  const domain = domainOfCells(panels.flatMap(({ cells }) => cells));
  const differences = rules.map(
    ({ heldOutMinusTraining: one, heldOut, training }) =>
      one && cell(Math.min(heldOut!.seeds, training!.seeds), one.value, one.ci95),
  );
  const isBoth = differences.some((one) => one !== undefined);
  const shared = panels.map((panel) => ({ ...panel, domain }));
  return intervalPanels(
    {
      title: `${family}: unseen tasks`,
      subtitle:
        "Mean average return over tasks, each learned from scratch; band: 95 % bootstrap interval over tasks",
    },
    rules.map(({ rule }) => [{ text: shorten(rule, NAME_LETTERS), style: styles.get(rule)! }]),
    isBoth
      ? [...shared, { title: "held-out − training", axis: "difference", cells: differences, reference: 0 }]
      : shared,
  );
}

const splitsOf = (rules: readonly FamilyRule[]) =>
  FAMILY_SPLITS.filter(({ key }) => rules.some((rule) => rule[key] !== undefined));
