import type { FamilySummary, Interval } from "../statistics/index.js";
import { countText } from "./labels.js";
import { ABSENT, fixed, withInterval } from "./numbers.js";
import type { Column, Table } from "./tables.js";
import { FAMILY_SPLITS } from "./unseen-splits.js";

export const HOW_TO_READ_UNSEEN_LABELS =
  "Against labels: what the network that a rule has trained scores on samples of the same task without learning, in each " +
  "evaluation: accuracy, the share of answers that were the label, and log loss, the mean of −log p(label), lower is " +
  "better. Mean over tasks with the 95 % bootstrap interval over tasks.";

export const HOW_TO_READ_HELD_OUT_LABELS =
  "The same, a − b on held-out tasks, task by task, with the 95 % bootstrap interval over tasks: a is ahead where its " +
  "accuracy is higher (above 0) and its log loss lower (below 0). Intervals of fewer than six tasks tell nothing.";

/** One score in one evaluation. */
interface LabelScore {
  readonly evaluation: string;
  readonly key: "accuracy" | "logLoss";
  readonly header: string;
}

/** What each rule scores against labels on the tasks of each split; undefined where no labels were told. */
export function unseenLabelTable(family: FamilySummary): Table | undefined {
  const scores = scoresOf(family);
  if (scores.length === 0) return undefined;
  return {
    columns: [
      { header: "rule", isText: true },
      { header: "split" },
      { header: "tasks", align: "right" },
      ...scores.map(columnOf),
    ],
    rows: family.rules.flatMap((rule) =>
      FAMILY_SPLITS.flatMap(({ key: split, header }) => {
        const one = rule[split];
        if (one?.labels === undefined) return [];
        const cells = scores.map(({ evaluation, key }) => {
          const score = one.labels?.[evaluation]?.[key];
          return score === undefined ? ABSENT : cell(one.seeds, score.mean, score.ci95);
        });
        return [[rule.rule, header, countText(one.seeds, one), ...cells]];
      }),
    ),
  };
}

/**
 * Rule against rule by what they score against labels on held-out tasks; undefined where no two share two tasks.
 *
 * @param wide whether there is room for more than the two scores that come first
 */
export function heldOutLabelTable(family: FamilySummary, wide: boolean): Table | undefined {
  const pairs = family.heldOutComparisons.filter(({ labels }) => labels !== undefined);
  if (pairs.length === 0) return undefined;
  const scores = scoresOf(family).slice(0, wide ? undefined : 2);
  return {
    columns: [
      { header: "a", isText: true },
      { header: "b", isText: true },
      ...scores.map(columnOf).map(({ header, ...rest }) => ({ ...rest, header: `${header}, a − b` })),
    ],
    rows: pairs.map(({ a, b, labels }) => [
      ...[a, b],
      ...scores.map(({ evaluation, key }) => {
        const difference = labels?.[evaluation]?.[key];
        return difference === undefined ? ABSENT : withInterval(difference.mean, difference.ci95);
      }),
    ]),
  };
}

/**
 * The accuracy in the first evaluation and the log loss in the last, which of classification are those on test samples and on
 * the training set; then all others, in the order of evaluations.
 */
function scoresOf({ rules }: FamilySummary): LabelScore[] {
  const names = rules.flatMap((rule) =>
    FAMILY_SPLITS.flatMap(({ key }) => Object.keys(rule[key]?.labels ?? {})),
  );
  const [first, ...others] = [...new Set(names)].flatMap((evaluation): LabelScore[] => [
    { evaluation, key: "accuracy", header: `${evaluation} accuracy` },
    { evaluation, key: "logLoss", header: `${evaluation} log loss` },
  ]);
  return first === undefined ? [] : [first, others.at(-1)!, ...others.slice(0, -1)];
}

/** Users name evaluations. Cells have decimals of their own, which nothing aligns. */
const columnOf = ({ header }: LabelScore): Column => ({ header, isTextHeader: true });

const cell = (tasks: number, value: number, interval: Interval): string =>
  tasks === 1 ? fixed(value, 3) : withInterval(value, interval);
