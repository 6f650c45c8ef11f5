import type { Arm, MeasureSummary } from "../statistics/index.js";
import { ABSENT, fixed, intervalText, meanStd } from "./numbers.js";
import type { Table } from "./tables.js";

export const HOW_TO_READ_LABELS =
  "Accuracy: share of actions that were the labels which the environment told, in the last evaluation; log loss: mean " +
  "of −log p(label), lower is better. Both as mean ± standard deviation over seeds, with the 95 % bootstrap interval " +
  "of the mean.";

const DECIMALS = 3;

/** Whether labels were told in any rule's evaluations. */
export const haveLabels = (arms: readonly Arm[]): boolean => arms.some(({ labels }) => labels !== undefined);

/** What each rule scores against labels in each evaluation; without rows where no labels were told. */
export function labelTable(arms: readonly Arm[]): Table {
  return {
    columns: [
      { header: "rule", isText: true },
      { header: "evaluation", isText: true },
      { header: "accuracy", align: "number" },
      { header: "95 % interval", align: "number" },
      { header: "log loss", align: "number" },
      { header: "95 % interval", align: "number" },
    ],
    rows: arms.flatMap(({ rule, seeds, labels = {} }) =>
      Object.entries(labels).map(([name, { accuracy, logLoss }]) => [
        ...[rule, name],
        ...[accuracy, logLoss].flatMap((measure) => cells(measure, seeds)),
      ]),
    ),
  };
}

function cells({ mean, std, meanCi95 }: MeasureSummary, seeds: number): string[] {
  if (seeds === 1) return [fixed(mean, DECIMALS), ABSENT];
  return [meanStd(mean, std, DECIMALS), intervalText(meanCi95, DECIMALS)];
}
